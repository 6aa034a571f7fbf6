using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Versioning.Transactions;

/// <summary>The further parents of a merge commit, held against the state that it is to follow.</summary>
internal static class MergedParents
{
    /// <summary>The most further parents of a commit.</summary>
    public const int Most = 8;

    /// <summary>The most commits that one says it stands for.</summary>
    public const int MostApplied = 1000;

    /// <summary>Refuses parents that are too many or that no entry publishes, and commits to stand for that are not there.</summary>
    /// <exception cref="LakeException">Invalid: names the commit.</exception>
    public static async ValueTask CheckAsync(LakeStore lake, CommitOptions options, CancellationToken cancellationToken)
    {
        await CheckAppliedAsync(lake, options.Applied ?? [], cancellationToken).ConfigureAwait(false);
        var parents = options.MergeParents;
        if (parents.Count > Most)
        {
            throw LakeException.Invalid($"A commit merges at most {Most} others at once; {parents.Count} were given.");
        }

        foreach (var parent in parents)
        {
            if (!await lake.Revisions.IsPublishedAsync(parent, cancellationToken).ConfigureAwait(false))
            {
                throw LakeException.Invalid($"{parent.Id.Abbreviated} cannot be merged: no branch of {lake.Store.Name} ever published it.");
            }
        }
    }

    /// <summary>The parents that a transaction's base does not contain already, each once.</summary>
    /// <remarks>What follows the base by <see cref="CheckFollowsAsync"/> contains none of them either.</remarks>
    public static async ValueTask<IReadOnlyList<Commit>> NewAsync(
        LakeStore lake, IReadOnlyList<Commit> parents, Commit state, CancellationToken cancellationToken)
    {
        var left = new List<Commit>();
        foreach (var parent in parents.DistinctBy(parent => parent.Id))
        {
            if (!await lake.Ancestry.IsAncestorAsync(parent, state, cancellationToken).ConfigureAwait(false))
            {
                left.Add(parent);
            }
        }

        return left;
    }

    /// <summary>Refuses to carry a merge or pick over commits that may have brought the same.</summary>
    /// <remarks>
    /// What was merged holds on a branch that moved on by ordinary commits made after all that the merge stands for: those can be neither
    /// part of it nor stand for it. After any other the merge has another base.
    /// </remarks>
    /// <exception cref="LakeException">Conflict: names the commit that came between.</exception>
    public static async ValueTask CheckFollowsAsync(
        Transaction transaction, CommitOptions options, Commit onto, Func<CommitId, CancellationToken, ValueTask<Commit>> read, CancellationToken cancellationToken)
    {
        if (onto.Id == transaction.Base.Id || !StandsForOthers(options))
        {
            return;
        }

        var newest = options.MergeParents.Select(parent => parent.Record.Time).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        foreach (var applied in options.Applied ?? [])
        {
            var time = (await read(applied.Commit, cancellationToken).ConfigureAwait(false)).Record.Time;
            newest = time > newest ? time : newest;
        }

        for (var commit = onto; commit.Id != transaction.Base.Id; commit = await read(commit.Record.Parents[0], cancellationToken).ConfigureAwait(false))
        {
            if (commit.Record.Depth <= transaction.Base.Record.Depth || commit.Record.Parents.Count != 1
                || commit.Record.Time <= newest || commit.Record.Applied?.Any(applied => applied.As != AppliedCommit.Reverted) == true)
            {
                throw LakeException.Conflict(
                    $"{transaction.Branch} moved on by {commit.Id.Abbreviated} (\"{commit.Record.Subject}\") meanwhile, which may hold some of what is merged. Nothing was committed; merge again on the new state.");
            }
        }
    }

    /// <summary>True for a commit that merges, squashes or picks others.</summary>
    public static bool StandsForOthers(CommitOptions options) =>
        options.MergeParents.Count > 0 || options.Applied?.Any(applied => applied.As != AppliedCommit.Reverted) == true;

    private static async ValueTask CheckAppliedAsync(LakeStore lake, IReadOnlyList<AppliedCommit> applied, CancellationToken cancellationToken)
    {
        if (applied.Count > MostApplied)
        {
            throw LakeException.Invalid($"A commit stands for at most {MostApplied:N0} others; {applied.Count:N0} were given.");
        }

        foreach (var one in applied)
        {
            if (one.As is not (AppliedCommit.Squashed or AppliedCommit.Picked or AppliedCommit.Reverted))
            {
                throw LakeException.Invalid($"A commit stands for others as squashed, picked or reverted, not as '{one.As}'.");
            }

            if (await lake.Commits.TryReadAsync(one.Commit, cancellationToken).ConfigureAwait(false) is null)
            {
                throw LakeException.Invalid($"A commit cannot stand for {one.Commit.Abbreviated}: {lake.Store.Name} has no commit of that id.");
            }
        }
    }
}
