namespace LakeVersion.Versioning.Commits;

/// <summary>Tells of commits that are to be picked, one after the other, how much of each the state holds by then.</summary>
/// <remarks>
/// 1. A commit that stands for others (a merge, squash or pick) is held as far as those are.
/// 2. What the state may hold is found in its history since the commit was made; whether it stands there, by <see cref="StandingChange"/>.
/// </remarks>
internal sealed class PickChecker(CommitStore commits, MergeBases bases, Ancestry ancestry)
{
    private readonly PickedCommits picked = new(commits, bases);
    private readonly HistorySince history = new(commits);

    public async ValueTask<IReadOnlyList<PickedChange>> FindAsync(Commit head, IReadOnlyList<Commit> picks, CancellationToken cancellationToken)
    {
        var (made, answers) = (new List<Commit>(), new List<PickedChange>());
        foreach (var commit in picks)
        {
            var answer = await OneAsync(head, StandIn.Of(head, made), commit, cancellationToken).ConfigureAwait(false);
            answers.Add(answer);
            if (answer.Held != HeldChange.Whole)
            {
                made.Add(commit);
            }
        }

        return answers;
    }

    private async ValueTask<PickedChange> OneAsync(Commit head, Commit state, Commit commit, CancellationToken cancellationToken)
    {
        var single = await SingleAsync(commit, cancellationToken).ConfigureAwait(false);
        var since = single.Append(commit).Min(one => one.Record.Time) - StandingChange.Slack;
        var past = await history.ReadAsync([state], since, cancellationToken).ConfigureAwait(false);
        var contained = await TouchedAsync(past, cancellationToken).ConfigureAwait(false);
        var held = new List<Commit>();
        foreach (var one in single.Prepend(commit).DistinctBy(one => one.Id).Where(one => contained?.Contains(one.Id) != false))
        {
            if (await picked.StandingOf(one).IsHeldAsync(state, cancellationToken).ConfigureAwait(false))
            {
                held.Add(one);
            }
        }

        if (held.Count == 0)
        {
            return new PickedChange(commit, HeldChange.None);
        }

        var isWhole = held.Exists(one => one.Id == commit.Id) || held.Count == single.Count; // 1
        var by = await BringerAsync(head, held[0], past, cancellationToken).ConfigureAwait(false);
        return new PickedChange(commit, isWhole ? HeldChange.Whole : HeldChange.Partly, held[0], by);
    }

    // What a history contains, and what it took back, which a revert of that may have brought: nothing else can be held. Null where that is all:
    // a merge that was taken back to another parent than its first gave up what the first one had, and a revert of that brings it.
    private async ValueTask<HashSet<CommitId>?> TouchedAsync(IReadOnlyList<Commit> past, CancellationToken cancellationToken)
    {
        var all = await picked.WithPicksAsync(past, cancellationToken).ConfigureAwait(false);
        var open = new Queue<Commit>(all.Values);
        while (open.TryDequeue(out var commit))
        {
            foreach (var id in CommitEdges.Reverted(commit))
            {
                var taken = await history.ReadAsync(commit, id, cancellationToken).ConfigureAwait(false);
                if (RevertedTo.ParentOf(commit, taken) > 0)
                {
                    return null;
                }

                var brought = await picked.BroughtAsync(taken, cancellationToken).ConfigureAwait(false);
                foreach (var one in brought.Select(picked.Read).Append(taken).Where(one => all.TryAdd(one.Id, one)))
                {
                    open.Enqueue(one);
                }
            }
        }

        return [.. all.Keys];
    }

    // What it brings that brings nothing itself; the commit where it brings nothing.
    private async ValueTask<IReadOnlyList<Commit>> SingleAsync(Commit commit, CancellationToken cancellationToken)
    {
        var single = new List<Commit>();
        foreach (var one in (await picked.BroughtAsync(commit, cancellationToken).ConfigureAwait(false)).Select(picked.Read))
        {
            if ((await picked.BroughtAsync(one, cancellationToken).ConfigureAwait(false)).Count == 0)
            {
                single.Add(one);
            }
        }

        return single.Count > 0 ? MergeBases.InOrder(single) : [commit];
    }

    private async ValueTask<Commit?> BringerAsync(Commit head, Commit part, IReadOnlyList<Commit> contained, CancellationToken cancellationToken)
    {
        if (await ancestry.IsAncestorAsync(part, head, cancellationToken).ConfigureAwait(false))
        {
            return part;
        }

        foreach (var commit in contained.Where(commit => commit.Record.Applied is not null).OrderByDescending(commit => commit.Record.Time))
        {
            if ((await picked.BroughtAsync(commit, cancellationToken).ConfigureAwait(false)).Contains(part.Id)
                && await ancestry.IsAncestorAsync(commit, head, cancellationToken).ConfigureAwait(false))
            {
                return commit;
            }
        }

        return null;
    }
}
