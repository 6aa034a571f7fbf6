using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Merging;

/// <summary>Tells which commits are to be picked: what the branch holds already is refused where it was named by itself, and left out of a range.</summary>
/// <remarks>What the branch took back is not held. A commit that stands for several, of which the branch holds some, has no change that could be brought alone.</remarks>
internal sealed class PickPlan(Lake lake, LakeBranch branch, PickOptions options)
{
    /// <exception cref="LakeException">Refused: names the commit, and what brought it.</exception>
    public async ValueTask<OwnCommits> MakeAsync(Commit head, IReadOnlyList<(Commit Commit, bool IsNamed)> picks, CancellationToken cancellationToken)
    {
        var all = picks.Select(pick => pick.Commit).ToList();
        if (options.AllowAgain || all.Exists(commit => commit.Record.Parents.Count == 0))
        {
            return new OwnCommits([.. all.Select(commit => new OwnCommit(commit, null))], []);
        }

        var found = await lake.Store.MergeBases.HeldAsync(head, all, cancellationToken).ConfigureAwait(false);
        foreach (var (change, (_, isNamed)) in found.Zip(picks))
        {
            if (change.Held == HeldChange.Partly || (change.Held == HeldChange.Whole && isNamed))
            {
                throw Refused(change);
            }
        }

        return new OwnCommits(
            [.. found.Where(change => change.Held == HeldChange.None).Select(change => new OwnCommit(change.Commit, null))],
            [.. found.Where(change => change.Held == HeldChange.Whole).Select(change => change.Commit)]);
    }

    private LakeException Refused(PickedChange change) => change.Held == HeldChange.Whole
        ? LakeException.Refused(
            $"{branch.Ref} holds the change of {Name(change.Commit)} already: {By(change)}. Nothing was changed. Pick it with --again (AllowAgain) if it is to be there twice.")
        : LakeException.Refused(
            $"{Name(change.Commit)} stands for several commits, of which {branch.Ref} holds some, {Name(change.Part!)} among them: {By(change)}. Nothing was changed. Pick those that are missing one by one, or merge.");

    private static string By(PickedChange change) =>
        change.By is not { } by ? "it is picked twice here"
        : by.Id == change.Part!.Id ? "it is in its history"
        : $"{Name(by)} brought it";

    private static string Name(Commit commit) => $"{commit.Id.Abbreviated} (\"{commit.Record.Subject}\")";
}
