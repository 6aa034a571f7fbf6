using System.Text.Json;
using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Brings commits into a mirror: what their trees need, then their records, and all commits before them.</summary>
/// <remarks>
/// 1. A record in the mirror says that all that its tree needs is there, or that the tree was left out: its root is then <c>absent</c>.
/// 2. The first line of a record, which the id covers, goes over byte for byte. 3. Commits come in batches, parents before children or with
/// them; no record is written before all content of its batch is there. 4. A tree that was brought is never taken back: <c>absent</c> is written
/// only where no record is, as another run, or an earlier request of this one, may have been quicker or slower.
/// </remarks>
internal sealed class CommitCarrier(LakeStore source, MirrorTarget target, GcView gc, DateTimeOffset? since, ITreeBringer trees, MirrorTally tally)
{
    private const int BatchCommits = 32;
    private const int RecordsAtOnce = 8;
    private const int MostRemembered = 50_000;

    private readonly Dictionary<CommitId, BroughtCommit> brought = [];
    private readonly Dictionary<CommitId, (Commit Commit, bool HasTree)> batch = [];
    private readonly List<CommitId> order = [];

    /// <summary>Brings a commit, and what stands before it.</summary>
    /// <param name="id">The commit.</param>
    /// <param name="isKept">True where its tree must be there; else it comes as those before it do: its record, and its tree where that did not expire.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LakeException">Corrupt: the record, a node or content is missing or damaged.</exception>
    public async ValueTask BringAsync(CommitId id, bool isKept, CancellationToken cancellationToken)
    {
        // What the batch has without its tree is brought again, with it.
        if (isKept && batch.TryGetValue(id, out var waiting) && !waiting.HasTree)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        var stack = new Stack<(CommitId Id, Commit? Seen)>();
        var open = new HashSet<CommitId>();
        stack.Push((id, null));
        while (stack.TryPop(out var step))
        {
            if (step.Seen is { } seen)
            {
                await AddAsync(seen, HasTree(seen, isNamed: isKept && step.Id == id), cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (open.Add(step.Id) && await MissingAsync(step.Id, isNamed: isKept && step.Id == id, cancellationToken).ConfigureAwait(false) is { } commit)
            {
                stack.Push((step.Id, commit));
                foreach (var before in CommitEdges.Contained(commit).Concat(CommitEdges.Picked(commit)))
                {
                    stack.Push((before, null));
                }
            }
        }
    }

    /// <summary>Writes what waits: when it returns, all commits that were brought are there.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (order.Count == 0)
        {
            return;
        }

        var places = await trees.BringAsync([.. await TreesAsync(cancellationToken).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
        await source.Background.ForEachAsync(
            order,
            RecordsAtOnce,
            async (id, token) => await WriteAsync(batch[id].Commit, batch[id].HasTree, places.GetValueOrDefault(id), token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        if (brought.Count > MostRemembered)
        {
            brought.Clear(); // It is read again where it is asked for.
        }

        foreach (var id in order)
        {
            var (commit, hasTree) = batch[id];
            brought[id] = new BroughtCommit(hasTree ? Root(commit, places.GetValueOrDefault(id)) : null);
        }

        order.Clear();
        batch.Clear();
    }

    // Null where there is nothing to do, or an ancestor's record was let go.
    private async ValueTask<Commit?> MissingAsync(CommitId id, bool isNamed, CancellationToken cancellationToken)
    {
        if (batch.ContainsKey(id))
        {
            return null;
        }

        var found = await FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (found is { Root: not null } || (found is not null && !isNamed))
        {
            return null;
        }

        return isNamed
            ? await source.Commits.ReadAsync(id, cancellationToken).ConfigureAwait(false)
            : await source.Commits.TryReadAsync(id, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AddAsync(Commit commit, bool hasTree, CancellationToken cancellationToken)
    {
        tally.ExpectCommits(1);
        batch.Add(commit.Id, (commit, hasTree));
        order.Add(commit.Id);
        if (order.Count == BatchCommits)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // What is older than wanted, or expired where it was made, comes as a record alone.
    private bool HasTree(Commit commit, bool isNamed) => isNamed || commit.Record.Entry == 0
        || ((since is null || commit.Record.Time >= since) && !IsExpired(commit));

    private bool IsExpired(Commit commit) =>
        commit.Record.Entry > 0 && gc.IsExpired(new LogState(RefName.Branch(commit.Record.Branch).Log, commit.Record.Entry));

    // Parents whose trees are in the mirror, or come with the same batch, spare what the commit has in common with them. Of one that expired
    // where it was made, collections may have deleted anything, on either side.
    private async ValueTask<List<TreeToBring>> TreesAsync(CancellationToken cancellationToken)
    {
        var list = new List<TreeToBring>();
        foreach (var id in order.Where(id => batch[id].HasTree))
        {
            var commit = batch[id].Commit;
            var beside = new List<TreeBeside>();
            foreach (var parent in commit.Record.Parents)
            {
                if (batch.TryGetValue(parent, out var waiting) ? waiting.HasTree : await FindAsync(parent, cancellationToken).ConfigureAwait(false) is { Root: not null })
                {
                    var read = batch.TryGetValue(parent, out waiting) ? waiting.Commit : await source.Commits.ReadAsync(parent, cancellationToken).ConfigureAwait(false);
                    if (IsExpired(read))
                    {
                        continue;
                    }

                    beside.Add(new TreeBeside(parent, Root(read, read.RootPlace), brought.GetValueOrDefault(parent)?.Root));
                }
            }

            list.Add(new TreeToBring(id, Root(commit, commit.RootPlace), beside));
        }

        return list;
    }

    private async ValueTask<BroughtCommit?> FindAsync(CommitId id, CancellationToken cancellationToken)
    {
        if (brought.TryGetValue(id, out var known))
        {
            return known;
        }

        if (await target.Commits.TryReadAsync(id, cancellationToken).ConfigureAwait(false) is not { } there)
        {
            return null;
        }

        // A run that was killed may have left what would not survive a crash of the machine yet.
        await target.Store.SettleAsync(id.ToKey(), cancellationToken).ConfigureAwait(false);
        return brought[id] = new BroughtCommit(there.RootPlace?.Room == Room.Absent ? null : Root(there, there.RootPlace));
    }

    private async ValueTask WriteAsync(Commit commit, bool hasTree, Locator? place, CancellationToken cancellationToken)
    {
        var key = commit.Id.ToKey();
        var bytes = await source.Store.GetAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.Corrupt($"{key}: the record of commit {commit.Id.Abbreviated} is missing.");
        var root = !hasTree && commit.RootPlace is not null ? Locator.Absent : place;
        if (root != commit.RootPlace)
        {
            var line = Record.Open(key, bytes, CommitRecord.TypeName)[0].ToArray();
            bytes = Record.Seal(line, JsonSerializer.SerializeToUtf8Bytes(new CommitPlaces { Root = root }, RecordJson.Default.CommitPlaces));
        }

        if (root == Locator.Absent)
        {
            await target.CreateAsync(key, bytes, cancellationToken).ConfigureAwait(false); // 4
        }
        else
        {
            await target.Store.PutAsync(key, bytes, cancellationToken).ConfigureAwait(false);
        }

        tally.Commit();
    }

    private static TreeRoot Root(Commit commit, Locator? place) => new(commit.Record.Root, place, commit.Record.Totals);

    /// <summary>A commit that the mirror has.</summary>
    /// <param name="Root">Its tree by the mirror's places; null where the tree was left out.</param>
    private sealed record BroughtCommit(TreeRoot? Root);
}
