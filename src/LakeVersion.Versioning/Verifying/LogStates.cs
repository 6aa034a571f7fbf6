using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Verifying;

/// <summary>The states that the logs hold, each commit once: about 60 bytes a commit. Safe for concurrent use.</summary>
internal sealed class LogStates(PlaceHash hash)
{
    private const int MostHeads = 256;

    private readonly Lock gate = new();
    private readonly PackedSet kept = new();
    private readonly PackedSet named = new();
    private readonly List<StateCommit> all = [];
    private readonly List<StagedTree> staged = [];
    private readonly List<(RefName Name, CommitId Commit)> heads = [];

    /// <summary>Every commit that an entry names as a state. One that was let go of in one log and is kept in another is there twice, the second time as kept.</summary>
    public IReadOnlyList<StateCommit> Commits => all;

    /// <summary>Kept trees of staged transactions.</summary>
    public IReadOnlyList<StagedTree> Staged => staged;

    /// <summary>The newest states of live names, branches first; a few hundred at most.</summary>
    public IReadOnlyList<(RefName Name, CommitId Commit)> Heads
    {
        get
        {
            lock (gate)
            {
                return [.. heads.OrderBy(head => head.Name.Kind).ThenBy(head => head.Name.Log, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>True where a commit's tree must be there.</summary>
    public bool IsKept(CommitId commit) => kept.Contains(hash.Of(commit));

    /// <summary>Takes up the states of an entry; returns how many commits it names.</summary>
    public int Add(LogEntry entry, bool isExpired)
    {
        var ids = (entry.Members ?? []).Select(member => member.Commit)
            .Concat(entry.Brings ?? [])
            .Concat(entry.After is { } after ? [after] : []);
        var count = 0;
        foreach (var id in ids.Distinct())
        {
            Add(id, new LogState(entry.Log, entry.N), isExpired);
            count++;
        }

        if (entry is { Staged: { } tree, IsLive: true } && !isExpired)
        {
            lock (gate)
            {
                staged.Add(new StagedTree(new TreeRoot(tree.Root, tree.RootPlace, tree.Totals), new LogState(entry.Log, entry.N)));
            }
        }

        return count;
    }

    public void Add(CommitId commit, LogState? state, bool isExpired)
    {
        lock (gate)
        {
            var id = hash.Of(commit);
            if (isExpired ? named.Add(id) && !kept.Contains(id) : kept.Add(id) && (named.Add(id) || true))
            {
                all.Add(new StateCommit(commit, state, !isExpired));
            }
        }
    }

    /// <summary>Notes the newest entry of a log.</summary>
    public void AddHead(RefName name, LogEntry head)
    {
        if (head.After is { } commit && name.Kind is RefKind.Branch or RefKind.Tag or RefKind.Keep)
        {
            lock (gate)
            {
                if (heads.Count < MostHeads)
                {
                    heads.Add((name, head.After!.Value));
                }
            }
        }
    }
}

/// <summary>A commit that a log holds.</summary>
/// <param name="Id">The commit.</param>
/// <param name="State">A state that names it; null where a revision was asked for.</param>
/// <param name="IsKept">False where every state found so far was let go of.</param>
internal readonly record struct StateCommit(CommitId Id, LogState? State, bool IsKept);

/// <summary>The tree of a staged transaction after one of its steps.</summary>
/// <param name="Root">The tree.</param>
/// <param name="State">The step.</param>
internal sealed record StagedTree(TreeRoot Root, LogState State);
