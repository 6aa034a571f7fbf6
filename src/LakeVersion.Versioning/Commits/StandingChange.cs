namespace LakeVersion.Versioning.Commits;

/// <summary>Tells which states hold the change of one commit, by what each commit on the way did to it.</summary>
/// <remarks>
/// 1. The commit has its change; what is older has not; else a commit has what its first parent has.
/// 2. A merge or squash has what a three-way merge of both sides makes of it.
/// 3. A pick does what the picked commit did against its first parent, and a revert takes that back.
/// 4. What is asked for on the way is answered first, by a stack instead of recursion: histories are deep.
/// </remarks>
internal sealed class StandingChange(HistorySince history, PickedCommits picked, Commit change)
{
    /// <summary>Stores' clocks may differ: a pick may be told to be older than what it picked.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    private readonly DateTimeOffset since = change.Record.Time - Slack;
    private readonly Dictionary<CommitId, bool> answers = new() { [change.Id] = true };

    /// <summary>True where the state of a commit holds it.</summary>
    public async ValueTask<bool> IsHeldAsync(Commit state, CancellationToken cancellationToken)
    {
        var open = new Stack<Commit>([state]);
        while (open.TryPop(out var commit))
        {
            if (answers.ContainsKey(commit.Id))
            {
                continue;
            }

            if (commit.Record.Time < since || commit.Record.Parents.Count == 0)
            {
                answers[commit.Id] = false; // 1
                continue;
            }

            var missing = CommitEdges.All(commit).Where(id => !answers.ContainsKey(id)).ToList();
            if (missing.Count == 0)
            {
                answers[commit.Id] = await DecideAsync(commit, cancellationToken).ConfigureAwait(false);
                continue;
            }

            open.Push(commit); // 4
            foreach (var id in missing)
            {
                open.Push(await history.ReadAsync(commit, id, cancellationToken).ConfigureAwait(false));
            }
        }

        return answers[state.Id];
    }

    private async ValueTask<bool> DecideAsync(Commit commit, CancellationToken cancellationToken)
    {
        var first = await history.ReadAsync(commit, commit.Record.Parents[0], cancellationToken).ConfigureAwait(false);
        var isHeld = answers[first.Id];
        foreach (var id in CommitEdges.Contained(commit).Skip(1).Where(id => answers[id] != isHeld))
        {
            var other = await history.ReadAsync(commit, id, cancellationToken).ConfigureAwait(false);
            isHeld = await WasHeldAsync(first, other, cancellationToken).ConfigureAwait(false) == isHeld ? answers[id] : isHeld; // 2
        }

        foreach (var applied in commit.Record.Applied ?? [])
        {
            if (applied.As == AppliedCommit.Squashed)
            {
                continue;
            }

            var other = await history.ReadAsync(commit, applied.Commit, cancellationToken).ConfigureAwait(false);
            var isBack = applied.As == AppliedCommit.Reverted;
            var before = !isBack && commit.Record.Operation.Figures?.ContainsKey(AppliedCommit.PickedBeyondBase) == true
                ? await WasHeldAsync(first, other, cancellationToken).ConfigureAwait(false)
                : await IsHeldBeforeAsync(other, isBack ? RevertedTo.ParentOf(commit, other) : 0, cancellationToken).ConfigureAwait(false);
            var after = answers[other.Id];
            isHeld = before == after ? isHeld : isBack ? before : after; // 3
        }

        return isHeld;
    }

    private async ValueTask<bool> WasHeldAsync(Commit ours, Commit theirs, CancellationToken cancellationToken) =>
        await WasHeldAsync(await picked.OriginAsync(ours, theirs, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    // What a merge begins from: its bases, merged with one another, and the changes of common picks on top.
    private async ValueTask<bool> WasHeldAsync(MergeOrigin origin, CancellationToken cancellationToken)
    {
        var isHeld = await IsHeldAsync(origin.Bases[0], cancellationToken).ConfigureAwait(false);
        for (var next = 1; next < origin.Bases.Count; next++)
        {
            var after = await IsHeldAsync(origin.Bases[next], cancellationToken).ConfigureAwait(false);
            if (after != isHeld)
            {
                var lower = await picked.OriginAsync([.. origin.Bases.Take(next)], origin.Bases[next], cancellationToken).ConfigureAwait(false);
                isHeld = await WasHeldAsync(lower, cancellationToken).ConfigureAwait(false) == after ? isHeld : after;
            }
        }

        foreach (var one in origin.Common)
        {
            var before = await IsHeldBeforeAsync(one, 0, cancellationToken).ConfigureAwait(false);
            var after = await IsHeldAsync(one, cancellationToken).ConfigureAwait(false);
            isHeld = before == after ? isHeld : after;
        }

        return isHeld;
    }

    private async ValueTask<bool> IsHeldBeforeAsync(Commit commit, int parent, CancellationToken cancellationToken) =>
        commit.Record.Parents.Count > parent
        && await IsHeldAsync(await history.ReadAsync(commit, commit.Record.Parents[parent], cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
}
