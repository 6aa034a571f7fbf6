using LakeVersion.Changes;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Merging;

/// <summary>Makes commits anew on top of another state, one after the other, each with its own message and author.</summary>
/// <remarks>Those whose change is there already are left out. With a conflict nothing is published.</remarks>
internal sealed class Replay(Lake lake, PickOptions options, string operation)
{
    /// <summary>Makes them on a workbench, which the caller opened on that state.</summary>
    public async ValueTask<ReplayOutcome> RunAsync(
        Workbench bench, IReadOnlyList<OwnCommit> commits, DecisionBook book, CancellationToken cancellationToken)
    {
        var pick = new Pick(lake, options with { Commit = options.Commit is null ? null : options.Commit with { Message = "", IfHead = null, IdempotencyKey = null } });
        var made = 0;
        foreach (var own in commits)
        {
            var change = await bench.Branch.BeginAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (change.ConfigureAwait(false))
            {
                var conflicts = await pick.ApplyAsync(change, own, book, cancellationToken).ConfigureAwait(false);
                if (conflicts.Count > 0)
                {
                    return new ReplayOutcome(made, own.Commit, conflicts);
                }

                var result = await change.CommitAsync(pick.Say(own, operation), cancellationToken).ConfigureAwait(false);
                made += result.Status == Versioning.Transactions.CommitStatus.Committed ? 1 : 0;
            }
        }

        book.CheckAllUsed();
        return new ReplayOutcome(made, null, []);
    }

    /// <summary>Tells what would conflict, on a scratch transaction.</summary>
    public async ValueTask<ReplayOutcome> TryAsync(
        LakeTransaction owner, Versioning.Trees.Tree start, IReadOnlyList<OwnCommit> commits, DecisionBook book, CancellationToken cancellationToken)
    {
        var scratch = new LakeTransaction(lake, owner.Inner.Scratch(start));
        foreach (var own in commits)
        {
            var conflicts = await new Pick(lake, options).ApplyAsync(scratch, own, book, cancellationToken).ConfigureAwait(false);
            if (conflicts.Count > 0)
            {
                return new ReplayOutcome(0, own.Commit, conflicts);
            }
        }

        book.CheckAllUsed();
        return new ReplayOutcome(commits.Count, null, []);
    }
}

/// <summary>What came of making commits anew.</summary>
/// <param name="Made">How many were made.</param>
/// <param name="At">The commit whose change conflicted; null for none.</param>
/// <param name="Conflicts">Its conflicts.</param>
internal sealed record ReplayOutcome(int Made, Commit? At, IReadOnlyList<MergeConflict> Conflicts);
