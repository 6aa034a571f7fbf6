using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Checkpoints;
using LakeVersion.Delta.Files;
using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Snapshots;

/// <summary>Replays commits on top of a state.</summary>
/// <remarks>Rules, for each version in ascending order: (1) the newest protocol, metadata, txn of an application and domain
/// win; (2) a file is keyed by path and deletion vector, and its newest add or remove wins; (3) a removed domain is gone.</remarks>
internal sealed class StateBuilder
{
    private readonly FileSetBuilder files;
    private readonly Dictionary<string, AppTransaction> transactions;
    private readonly Dictionary<string, DomainMetadata> domains;
    private TableState state;
    private int? checkpointBegin;
    private int taken;

    public StateBuilder(TableState from)
    {
        state = from;
        files = new FileSetBuilder(from.Files);
        (transactions, domains) = (new(from.Transactions, StringComparer.Ordinal), new(from.Domains, StringComparer.Ordinal));
    }

    /// <summary>Applies the next commit or compaction.</summary>
    /// <param name="step">The file.</param>
    /// <param name="commit">Its content.</param>
    /// <exception cref="LakeException">Corrupt: it adds a file twice.</exception>
    public void Apply(LogFile step, ScannedCommit commit)
    {
        state = state with
        {
            Version = step.EndVersion,
            Info = commit.Others.OfType<CommitInfo>().FirstOrDefault(),
            Growth = state.Growth.With(step, removes: commit.Removes.Count > 0),
        };
        ApplyFiles(step.Key, commit);
        ApplyOthers(commit.Others);
    }

    /// <summary>Begins at a checkpoint, whose files may have been taken already.</summary>
    /// <exception cref="LakeException">Corrupt: it adds a file twice.</exception>
    public void Begin(Checkpoint checkpoint, CheckpointContent content)
    {
        state = state with { Version = checkpoint.Version, Checkpoint = checkpoint.Version, Growth = LogGrowth.Since(checkpoint.Version, content.SizeBytes) };
        ApplyOthers(content.Others);
        Expect(content.Blocks.Skip(taken).Sum(block => block.Count));
        foreach (var block in content.Blocks.Skip(taken).ToList())
        {
            Take(block, checkpoint.Files[0].Key);
        }
    }

    /// <summary>Makes room for as many files of a checkpoint.</summary>
    public void Expect(int more) => files.Expect(more);

    /// <summary>Takes the next files of a checkpoint, while the rest of it is being read; <see cref="Begin"/> takes those that are left.</summary>
    /// <exception cref="LakeException">Corrupt: it adds a file twice.</exception>
    public void Take(FileBlock block, StoreKey key)
    {
        checkpointBegin ??= files.Rows;
        taken++;
        var first = files.Append(block);
        for (var row = 0; row < block.Count; row++)
        {
            Add(block, first, row, checkpointBegin.Value, key);
        }
    }

    /// <summary>What the last commit says of itself, where the last step was no commit.</summary>
    public void Tell(CommitInfo? info) => state = state with { Info = info };

    /// <summary>Takes note of checkpoints that the log holds and that were not needed.</summary>
    public void See(IEnumerable<Checkpoint> checkpoints) => state = state with { Growth = state.Growth.See(checkpoints) };

    /// <param name="fileTime">When the last commit was made, by its file.</param>
    public TableState Build(DateTimeOffset fileTime) =>
        state with { FileTime = fileTime, Files = files.Build(), Transactions = transactions, Domains = domains };

    private void ApplyFiles(StoreKey key, ScannedCommit commit)
    {
        var (removed, adds, begin) = (0, 0, files.Rows);
        files.Expect(commit.Blocks.Sum(block => block.Count));
        foreach (var block in commit.Blocks)
        {
            var first = files.Append(block);
            for (var row = 0; row < block.Count; row++, adds++)
            {
                RemoveUpTo(commit, adds, ref removed);
                Add(block, first, row, begin, key);
            }
        }

        RemoveUpTo(commit, adds, ref removed);
    }

    // One file of the log adds a path once at the most ("Add File and Remove File").
    private void Add(FileBlock block, int first, int row, int begin, StoreKey key)
    {
        if (files.Add(block, row, first + row) >= begin)
        {
            throw LakeException.Corrupt($"{key} adds the file '{block[row].Path}' twice.");
        }
    }

    private void RemoveUpTo(ScannedCommit commit, int adds, ref int removed)
    {
        for (; removed < commit.Removes.Count && commit.Removes[removed].AddsBefore <= adds; removed++)
        {
            files.Remove(commit.Removes[removed].Key, commit.Removes[removed].VectorId);
        }
    }

    private void ApplyOthers(IEnumerable<DeltaAction> actions)
    {
        foreach (var action in actions)
        {
            switch (action)
            {
                case ProtocolAction protocol:
                    state = state with { Protocol = protocol };
                    break;
                case MetadataAction metadata:
                    state = state with { Metadata = metadata };
                    break;
                case AppTransaction transaction:
                    transactions[transaction.AppId] = transaction;
                    break;
                case DomainMetadata { Removed: true } domain:
                    domains.Remove(domain.Domain);
                    break;
                case DomainMetadata domain:
                    domains[domain.Domain] = domain;
                    break;
            }
        }
    }
}
