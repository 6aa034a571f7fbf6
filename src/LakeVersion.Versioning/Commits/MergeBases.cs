namespace LakeVersion.Versioning.Commits;

/// <summary>Finds where two histories meet, in a commit graph of any shape.</summary>
/// <remarks>Reads what lies beyond the meeting points, and their parents: how long the history below is hardly matters.</remarks>
public sealed class MergeBases
{
    private readonly CommitStore commits;
    private readonly Ancestry ancestry;

    internal MergeBases(CommitStore commits, Ancestry ancestry) => (this.commits, this.ancestry) = (commits, ancestry);

    /// <summary>The best common ancestors along parents: those that are no ancestor of another one. Greatest generation first.</summary>
    /// <returns>One for ordinary histories; several where branches were merged crosswise. Never none: all histories begin with the root commit.</returns>
    public async ValueTask<IReadOnlyList<Commit>> FindAsync(Commit left, Commit right, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (await OnLineAsync(left, right, cancellationToken).ConfigureAwait(false) is { } lower)
        {
            return [lower];
        }

        var walk = new TwoSidedWalk(commits);
        await walk.MeetAsync(left, right, cancellationToken).ConfigureAwait(false);
        return walk.Met;
    }

    /// <summary>What a merge begins from: as <see cref="FindAsync"/>, and with it what commits on either side stand for.</summary>
    /// <exception cref="LakeVersion.Storage.LakeException">Expired: a commit that another stands for is gone, so that it cannot be told what both sides contain.</exception>
    public ValueTask<MergeOrigin> OriginAsync(Commit ours, Commit theirs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(theirs);
        return new PickedCommits(commits, this).OriginAsync(ours, theirs, cancellationToken);
    }

    internal async ValueTask<MergeOrigin> OriginAsync(Commit ours, Commit theirs, PickedCommits picked, CancellationToken cancellationToken)
    {
        if (await OnLineAsync(ours, theirs, cancellationToken).ConfigureAwait(false) is { } lower)
        {
            return new MergeOrigin([lower], []);
        }

        var walk = new TwoSidedWalk(commits, throughSquashes: true);
        await walk.WholeAsync([ours], [theirs], cancellationToken).ConfigureAwait(false);
        if (walk.Met is [var one] && (one.Id == ours.Id || one.Id == theirs.Id))
        {
            return new MergeOrigin([one], []);
        }

        return await new OriginFinder(commits, walk, picked).FindAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the merge of several commits, merged with one another, and another one begin from: the greatest of what each of them does.</summary>
    /// <param name="merged">The commits that are merged already, at least one.</param>
    /// <param name="other">The other one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeVersion.Storage.LakeException">Expired: the record of a picked or squashed commit is gone.</exception>
    public ValueTask<MergeOrigin> OriginAsync(IReadOnlyList<Commit> merged, Commit other, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(merged);
        ArgumentNullException.ThrowIfNull(other);
        return OriginAsync(merged, other, new PickedCommits(commits, this), cancellationToken);
    }

    internal async ValueTask<MergeOrigin> OriginAsync(IReadOnlyList<Commit> merged, Commit other, PickedCommits picked, CancellationToken cancellationToken)
    {
        var (found, picks) = (new Dictionary<CommitId, Commit>(), new Dictionary<CommitId, Commit>());
        foreach (var one in merged)
        {
            var origin = await picked.OriginAsync(one, other, cancellationToken).ConfigureAwait(false);
            origin.Bases.ToList().ForEach(commit => found.TryAdd(commit.Id, commit));
            origin.Common.ToList().ForEach(commit => picks.TryAdd(commit.Id, commit));
        }

        var greatest = new List<Commit>();
        foreach (var commit in found.Values.OrderByDescending(commit => commit.Record.Generation).ThenBy(commit => commit.Id))
        {
            var isBelow = false;
            foreach (var above in greatest)
            {
                isBelow |= await ancestry.IsAncestorAsync(commit, above, cancellationToken).ConfigureAwait(false);
            }

            if (!isBelow)
            {
                greatest.Add(commit);
            }
        }

        return new MergeOrigin(greatest, [.. picks.Values.OrderBy(commit => commit.Record.Generation).ThenBy(commit => commit.Id)]);
    }

    /// <summary>The commits of a head that are to be made anew on top of another commit, and those that it holds already.</summary>
    /// <exception cref="LakeVersion.Storage.LakeException">Expired: a commit that another stands for is gone.</exception>
    public ValueTask<OwnCommits> OwnAsync(Commit head, Commit onto, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(onto);
        return new OwnFinder(commits, this).FindAsync(head, onto, cancellationToken);
    }

    /// <summary>How much of commits that are to be picked, one after the other, the state of a commit holds by then.</summary>
    /// <remarks>Reads what the state contains since the oldest of them was made.</remarks>
    /// <exception cref="LakeVersion.Storage.LakeException">Expired: a commit that another stands for is gone.</exception>
    public ValueTask<IReadOnlyList<PickedChange>> HeldAsync(Commit state, IReadOnlyList<Commit> picks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(picks);
        return new PickChecker(commits, this, ancestry).FindAsync(state, picks, cancellationToken);
    }

    /// <summary>The commits reachable from a tip along parents and from none of the known ones: parents before children.</summary>
    public async ValueTask<IReadOnlyList<Commit>> BetweenAsync(Commit tip, IReadOnlyList<Commit> known, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tip);
        ArgumentNullException.ThrowIfNull(known);
        return (await AtMostAsync([tip], known, int.MaxValue, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>As <see cref="BetweenAsync"/> for several tips; null where it is more than so many.</summary>
    internal async ValueTask<IReadOnlyList<Commit>?> AtMostAsync(
        IEnumerable<Commit> tips, IReadOnlyList<Commit> known, int most, CancellationToken cancellationToken)
    {
        var walk = new TwoSidedWalk(commits);
        var isAll = await walk.LeftAsync(tips, known, most, cancellationToken).ConfigureAwait(false);
        var found = walk.LeftOnly.ToList();
        return isAll && found.Count <= most ? InOrder(found) : null;
    }

    /// <summary>Parents before children, else by time.</summary>
    internal static IReadOnlyList<Commit> InOrder(IEnumerable<Commit> found) =>
        [.. found.OrderBy(commit => commit.Record.Generation).ThenBy(commit => commit.Record.Time).ThenBy(commit => commit.Id)];

    // Where one is on the other's line of first parents, skips tell it at once, however far it is.
    private async ValueTask<Commit?> OnLineAsync(Commit left, Commit right, CancellationToken cancellationToken)
    {
        var (lower, upper) = left.Record.Depth <= right.Record.Depth ? (left, right) : (right, left);
        var onLine = await ancestry.FirstParentAsync(upper, upper.Record.Depth - lower.Record.Depth, cancellationToken).ConfigureAwait(false);
        return onLine?.Id == lower.Id ? lower : null;
    }
}
