using LakeVersion.Changes;
using LakeVersion.Snapshots;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Merging;

/// <summary>Makes a branch's own commits anew on top of another revision, and moves the branch there by one entry.</summary>
/// <remarks>
/// Its own are those that the revision does not contain, be it along parents, by squashes or by picks, and what they stand for counts; merges
/// are left out, since what they brought is made anew commit by commit. Logs of tables begin anew behind those of the revision.
/// </remarks>
internal sealed class Rebase(Lake lake, LakeBranch branch, PickOptions options)
{
    public async ValueTask<MergeResult> RunAsync(string onto, CancellationToken cancellationToken)
    {
        var say = options.Commit ?? new CommitOptions { Author = lake.Options.Author, Message = "" };
        say = say with { Request = say.Request ?? $"rebase onto {onto}", Message = say.Message.Length > 0 ? say.Message : $"Rebase {branch.Name} onto {onto}" };
        var loop = new HeadLoop(lake, branch, LogOperation.FastForward, LogOperation.Reset);
        if (await loop.FindDoneAsync(say, cancellationToken).ConfigureAwait(false) is { } done)
        {
            return done;
        }

        var target = await lake.AtAsync(onto, cancellationToken).ConfigureAwait(false);
        return await loop.RunAsync(say, (change, token) => AttemptAsync(change, target, say, token), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<MergeResult> AttemptAsync(LakeTransaction change, LakeSnapshot target, CommitOptions say, CancellationToken cancellationToken)
    {
        var result = new MergeResult { Status = MergeStatus.Conflicts, Ours = change.Base, Theirs = target.Commit, Head = change.Base };
        if (await lake.Store.Ancestry.IsAncestorAsync(target.Commit, change.Base, cancellationToken).ConfigureAwait(false))
        {
            return result with { Status = MergeStatus.UpToDate };
        }

        var book = new DecisionBook(options.Resolution);
        var log = Movement.Options(say, say.Message, change.Base);
        if (await lake.Store.Ancestry.IsAncestorAsync(change.Base, target.Commit, cancellationToken).ConfigureAwait(false))
        {
            book.CheckAllUsed();
            result = result with { Status = MergeStatus.FastForwarded };
            return options.DryRun ? result : await MovedAsync(
                result, await lake.Store.Moves.FastForwardAsync(branch.Ref, target.Commit, target.Revision.Source, log, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        var own = await lake.Store.MergeBases.OwnAsync(change.Base, target.Commit, cancellationToken).ConfigureAwait(false);
        result = result with { LeftOut = own.Held };
        var replay = new Replay(lake, options, "rebase");
        if (options.DryRun)
        {
            var tried = await replay.TryAsync(change, target.Tree, own.Commits, book, cancellationToken).ConfigureAwait(false);
            return result with { Status = tried.At is null ? MergeStatus.Merged : MergeStatus.Conflicts, Replayed = tried.Made, At = tried.At, Conflicts = tried.Conflicts };
        }

        var bench = await Workbench.OpenAsync(lake, target.Revision.AsBirth, say.Message, cancellationToken).ConfigureAwait(false);
        await using (bench.ConfigureAwait(false))
        {
            var outcome = await replay.RunAsync(bench, own.Commits, book, cancellationToken).ConfigureAwait(false);
            if (outcome.At is not null)
            {
                return result with { At = outcome.At, Conflicts = outcome.Conflicts };
            }

            var (_, state) = await bench.StateAsync(cancellationToken).ConfigureAwait(false);
            var moved = await lake.Store.Moves.ResetAsync(branch.Ref, state, LogOperation.Reset, log, cancellationToken).ConfigureAwait(false);
            return await MovedAsync(result with { Status = MergeStatus.Merged, Replayed = outcome.Made }, moved, cancellationToken).ConfigureAwait(false);
        }
    }

    // The movement may be that of an earlier try under the same key.
    private async ValueTask<MergeResult> MovedAsync(MergeResult result, StoredEntry? moved, CancellationToken cancellationToken) =>
        moved is null ? result : result with { Moved = moved, Head = await lake.Store.Commits.ReadAsync(moved.Entry.After!.Value, cancellationToken).ConfigureAwait(false) };
}
