using LakeVersion.Changes;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Merging;

/// <summary>Puts a branch's commits since a revision into one, which has the same tree and says what it stands for.</summary>
internal sealed class Squash(Lake lake, LakeBranch branch, PickOptions options)
{
    public async ValueTask<MergeResult> RunAsync(string since, CancellationToken cancellationToken)
    {
        var say = options.Commit ?? new CommitOptions { Author = lake.Options.Author, Message = "" };
        say = say with { Request = say.Request ?? $"squash since {since}", MergeParents = [] };
        var loop = new HeadLoop(lake, branch, LogOperation.Reset);
        if (await loop.FindDoneAsync(say, cancellationToken).ConfigureAwait(false) is { } done)
        {
            return Of(done);
        }

        var start = await lake.AtAsync(since, cancellationToken).ConfigureAwait(false);
        return Of(await loop.RunAsync(say, (change, token) => AttemptAsync(change, since, start.Revision.AsBirth, start.Commit, say, token), cancellationToken).ConfigureAwait(false));
    }

    // Where it was done before, the movement alone is known; what it moved to is the one commit.
    private static MergeResult Of(MergeResult result) => result is { Commit: null, Moved: { Entry: var entry } }
        ? result with { Commit = new CommitResult(CommitStatus.Replayed, result.Head, new LogState(entry.Log, entry.N)) }
        : result;

    private async ValueTask<MergeResult> AttemptAsync(
        LakeTransaction change, string since, BirthState start, Commit first, CommitOptions say, CancellationToken cancellationToken)
    {
        var head = change.Base;
        var result = new MergeResult { Status = MergeStatus.UpToDate, Ours = head, Theirs = first, Head = head };
        if (!await lake.Store.Ancestry.IsAncestorAsync(first, head, cancellationToken).ConfigureAwait(false))
        {
            throw LakeException.Invalid($"{branch.Ref} does not descend from '{since}' ({first.Id.Abbreviated}), so there is nothing to squash since. Name one of its own earlier commits.");
        }

        var own = await lake.Store.MergeBases.BetweenAsync(head, [first], cancellationToken).ConfigureAwait(false);
        if (own.Count == 0 || (own.Count == 1 && head.Record.Parents.Count == 1))
        {
            return result;
        }

        say = say with
        {
            Message = say.Message.Length > 0 ? say.Message : $"Squash {own.Count} commits of {branch.Name}\n\n{BranchMerge.Subjects(own)}",
            Operation = new CommitOperation("squash", new Dictionary<string, string> { ["since"] = first.Id.ToString(), ["commits"] = $"{own.Count}" }),
            Applied = [new AppliedCommit(head.Id, AppliedCommit.Squashed)],
        };
        return options.DryRun
            ? result with { Status = MergeStatus.Merged, Replayed = own.Count }
            : await PublishAsync(change, start, first, say, result with { Status = MergeStatus.Merged, Replayed = own.Count }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<MergeResult> PublishAsync(
        LakeTransaction change, BirthState start, Commit first, CommitOptions say, MergeResult result, CancellationToken cancellationToken)
    {
        var bench = await Workbench.OpenAsync(lake, start, $"Squash {branch.Name}", cancellationToken).ConfigureAwait(false);
        await using (bench.ConfigureAwait(false))
        {
            // Trees are carried over as they are, tables' logs with them: what each path holds does not change.
            var one = await bench.Branch.BeginRawAsync(cancellationToken).ConfigureAwait(false);
            await using (one.ConfigureAwait(false))
            {
                one.Inner.Use(change.Inner.BaseState);
                var changes = TreeDiff.CompareAsync(lake.Store.TreeOf(first), change.Inner.BaseTree, cancellationToken: cancellationToken);
                await foreach (var difference in changes.ConfigureAwait(false))
                {
                    Put(one.Inner, difference);
                }

                var options = say with { IfHead = null, IdempotencyKey = null, Request = null, AllowEmpty = true };
                var made = await one.CommitAsync(options, cancellationToken).ConfigureAwait(false);
                var log = Movement.Options(say, CommitText(say), change.Base);
                var moved = await lake.Store.Moves.ResetAsync(
                    branch.Ref, new BirthState(made.Commit.Id, made.State), LogOperation.Reset, log, cancellationToken).ConfigureAwait(false);
                return moved.Entry.After == made.Commit.Id
                    ? result with { Commit = made, Moved = moved, Head = made.Commit }
                    : result with { Moved = moved, Head = await lake.Store.Commits.ReadAsync(moved.Entry.After!.Value, cancellationToken).ConfigureAwait(false) };
            }
        }
    }

    private static string CommitText(CommitOptions say) => say.Message.Split('\n')[0];

    private static void Put(Transaction transaction, TreeChange difference)
    {
        if (difference.After is { } entry)
        {
            transaction.Put(difference.Path, entry);
        }
        else
        {
            transaction.Delete(difference.Path);
        }
    }
}
