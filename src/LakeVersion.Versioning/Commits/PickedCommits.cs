using LakeVersion.Storage;

namespace LakeVersion.Versioning.Commits;

/// <summary>What commits contain by picks: the picked ones, what those bring, and what all of them picked in their turn.</summary>
/// <remarks>
/// Picking a commit takes its change against its first parent. For a merge or a squash that is all that came with it; for a pick, what it
/// picked itself. What the first parent held already, be it by a pick, is no part of that change, nor is what stands for some of that, nor
/// what was taken back there and stays so.
/// </remarks>
internal sealed class PickedCommits
{
    private readonly CommitStore commits;
    private readonly MergeBases bases;
    private readonly HistorySince history;
    private readonly Dictionary<CommitId, Commit> read = [];
    private readonly Dictionary<CommitId, IReadOnlySet<CommitId>> brought = [];
    private readonly Dictionary<CommitId, IReadOnlyList<Commit>> cameWith = [];
    private readonly Dictionary<CommitId, StandingChange> standing = [];
    private readonly Dictionary<(CommitId, CommitId), MergeOrigin> origins = [];

    public PickedCommits(CommitStore commits, MergeBases bases) => (this.commits, this.bases, history) = (commits, bases, new HistorySince(commits));

    /// <summary>A commit that an answer of this object named.</summary>
    public Commit Read(CommitId id) => read[id];

    /// <summary>What tells where the change of a commit stands.</summary>
    public StandingChange StandingOf(Commit change)
    {
        if (!standing.TryGetValue(change.Id, out var known))
        {
            standing[change.Id] = known = new StandingChange(history, this, change);
        }

        return known;
    }

    /// <summary>What a merge of two commits begins from, each pair asked for once: picks of merges that picked merges ask for the same again and again.</summary>
    public async ValueTask<MergeOrigin> OriginAsync(Commit ours, Commit theirs, CancellationToken cancellationToken) =>
        origins.TryGetValue((ours.Id, theirs.Id), out var known)
            ? known
            : origins[(ours.Id, theirs.Id)] = await bases.OriginAsync(ours, theirs, this, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="MergeBases.OriginAsync(IReadOnlyList{Commit}, Commit, CancellationToken)"/>
    public ValueTask<MergeOrigin> OriginAsync(IReadOnlyList<Commit> merged, Commit other, CancellationToken cancellationToken) =>
        bases.OriginAsync(merged, other, this, cancellationToken);

    /// <summary>Commits, and all that they contain by their own picks.</summary>
    /// <exception cref="LakeException">Expired: the record of a picked commit is gone.</exception>
    public async ValueTask<Dictionary<CommitId, Commit>> WithPicksAsync(IEnumerable<Commit> own, CancellationToken cancellationToken)
    {
        var all = own.ToDictionary(commit => commit.Id);
        foreach (var commit in all.Values.ToList())
        {
            foreach (var id in await PickedByAsync(commit, cancellationToken).ConfigureAwait(false))
            {
                all.TryAdd(id, read[id]);
            }
        }

        return all;
    }

    /// <summary>All that a commit contains by its own picks.</summary>
    /// <exception cref="LakeException">Expired: the record of a picked commit is gone.</exception>
    public async ValueTask<IReadOnlySet<CommitId>> PickedByAsync(Commit commit, CancellationToken cancellationToken)
    {
        var all = new HashSet<CommitId>();
        foreach (var id in CommitEdges.Picked(commit))
        {
            if (!read.TryGetValue(id, out var one))
            {
                one = await commits.TryReadAsync(id, cancellationToken).ConfigureAwait(false)
                    ?? throw LakeException.Expired($"Commit {commit.Id.Abbreviated} picked {id.Abbreviated}, whose record is gone: what it brought cannot be told any more.");
                read[id] = one;
            }

            all.Add(id);
            all.UnionWith(await BroughtAsync(one, cancellationToken).ConfigureAwait(false));
        }

        return all;
    }

    /// <summary>All that comes with a commit's change against its first parent, itself left out.</summary>
    /// <exception cref="LakeException">Expired: the record of a commit that another stands for is gone.</exception>
    public async ValueTask<IReadOnlySet<CommitId>> BroughtAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (brought.TryGetValue(commit.Id, out var known))
        {
            return known;
        }

        var all = new HashSet<CommitId>();
        foreach (var one in await CameWithAsync(commit, cancellationToken).ConfigureAwait(false))
        {
            read.TryAdd(one.Id, one);
            if (one.Id != commit.Id)
            {
                all.Add(one.Id);
            }

            all.UnionWith(await PickedByAsync(one, cancellationToken).ConfigureAwait(false));
        }

        all.Remove(commit.Id);
        return brought[commit.Id] = await BeyondFirstAsync(commit, all, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a commit contains and its first parent does not, along parents and through squashes: itself, and what a merge or squash came with.</summary>
    public async ValueTask<IReadOnlyList<Commit>> CameWithAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (CommitEdges.Contained(commit).Count <= 1)
        {
            return [commit];
        }

        if (cameWith.TryGetValue(commit.Id, out var known))
        {
            return known;
        }

        var walk = new TwoSidedWalk(commits, throughSquashes: true);
        var first = await commits.ReadAsync(commit.Record.Parents[0], cancellationToken).ConfigureAwait(false);
        await walk.WholeAsync([commit], [first], cancellationToken).ConfigureAwait(false);
        return cameWith[commit.Id] = [.. walk.LeftOnly];
    }

    // 1. What the first parent contained did not come, nor what stands for some of that.
    // 2. Where a revert is in sight, of what it took back it is asked whether it stands after and did not stand before.
    private async ValueTask<IReadOnlySet<CommitId>> BeyondFirstAsync(Commit commit, HashSet<CommitId> all, CancellationToken cancellationToken)
    {
        if (all.Count == 0)
        {
            return all;
        }

        var parts = new Dictionary<CommitId, IReadOnlySet<CommitId>>();
        foreach (var id in all)
        {
            parts[id] = await BroughtAsync(read[id], cancellationToken).ConfigureAwait(false);
        }

        var first = await history.ReadAsync(commit, commit.Record.Parents[0], cancellationToken).ConfigureAwait(false);
        var since = all.Concat(parts.Values.SelectMany(ids => ids)).Min(id => read[id].Record.Time);
        var known = await WithPicksAsync(await history.ReadAsync([first], since, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var taken = await TakenBackAsync(known.Values.Concat(all.Select(Read)).DistinctBy(one => one.Id), cancellationToken).ConfigureAwait(false);
        var beyond = new HashSet<CommitId>();
        foreach (var id in all)
        {
            var own = parts[id].Append(id).ToList();
            if (own.Exists(part => taken?.Contains(part) != false)
                ? await StandAsync(first, commit, own, cancellationToken).ConfigureAwait(false) // 2
                : !own.Exists(known.ContainsKey)) // 1
            {
                beyond.Add(id);
            }
        }

        return beyond;
    }

    // What commits took back, with all that came with it. Null where it may be anything: a merge that was taken back to another parent than its first.
    private async ValueTask<HashSet<CommitId>?> TakenBackAsync(IEnumerable<Commit> past, CancellationToken cancellationToken)
    {
        var taken = new HashSet<CommitId>();
        foreach (var commit in past)
        {
            foreach (var id in CommitEdges.Reverted(commit))
            {
                var reverted = await history.ReadAsync(commit, id, cancellationToken).ConfigureAwait(false);
                if (RevertedTo.ParentOf(commit, reverted) > 0)
                {
                    return null;
                }

                taken.Add(id);
                taken.UnionWith(await BroughtAsync(reverted, cancellationToken).ConfigureAwait(false));
            }
        }

        return taken;
    }

    private async ValueTask<bool> StandAsync(Commit before, Commit after, IReadOnlyList<CommitId> changes, CancellationToken cancellationToken)
    {
        foreach (var id in changes)
        {
            var change = StandingOf(read[id]);
            if (await change.IsHeldAsync(before, cancellationToken).ConfigureAwait(false) || !await change.IsHeldAsync(after, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }
}
