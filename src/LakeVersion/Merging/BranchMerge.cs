using LakeVersion.Changes;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Merging;

/// <summary>Merges a revision into a branch.</summary>
/// <remarks>
/// 1. What the branch contains already is up to date. 2. A branch without commits of its own moves forward, where that is wanted. 3. Else
/// what the source changed since the merge base comes into a transaction on the branch's head, and is committed on that head alone.
/// </remarks>
internal sealed class BranchMerge(Lake lake, LakeBranch branch, string source, MergeOptions options)
{
    private const int MostSubjects = 100;

    public async ValueTask<MergeResult> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Squash && options.FastForward == FastForward.Only)
        {
            throw LakeException.Invalid("A squash makes a commit, so it cannot be a fast-forward only.");
        }

        var own = options.Commit ?? new CommitOptions { Author = lake.Options.Author, Message = "" };
        own = own with { Request = own.Request ?? $"merge {source}{(options.Squash ? " squash" : "")}", Applied = null, MergeParents = [] };
        var loop = new HeadLoop(lake, branch, LogOperation.Commit, LogOperation.FastForward);
        if (await loop.FindDoneAsync(own, cancellationToken).ConfigureAwait(false) is { } done)
        {
            return done;
        }

        var target = await lake.AtAsync(source, cancellationToken).ConfigureAwait(false);
        if (target.Revision.Name == branch.Ref && !source.AsSpan().ContainsAny("~^@"))
        {
            throw LakeException.Invalid($"{branch.Ref} cannot be merged into itself. Name another branch, tag or commit as the source.");
        }

        var say = Say(own, target);
        return await loop.RunAsync(say, (change, token) => AttemptAsync(change, target, say, token), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<MergeResult> AttemptAsync(LakeTransaction change, LakeSnapshot target, CommitOptions say, CancellationToken cancellationToken)
    {
        var (ours, theirs) = (change.Base, target.Commit);
        var book = new DecisionBook(options.Resolution);
        if (await lake.Store.Ancestry.IsAncestorAsync(theirs, ours, cancellationToken).ConfigureAwait(false))
        {
            return new MergeResult { Status = MergeStatus.UpToDate, Ours = ours, Theirs = theirs, Head = ours }; // 1
        }

        var isAhead = await lake.Store.Ancestry.IsAncestorAsync(ours, theirs, cancellationToken).ConfigureAwait(false);
        if (isAhead && !options.Squash && options.FastForward != FastForward.Never)
        {
            book.CheckAllUsed();
            return await ForwardAsync(ours, target, say, cancellationToken).ConfigureAwait(false); // 2
        }

        if (options.FastForward == FastForward.Only)
        {
            throw LakeException.Refused($"{branch.Ref} has commits that '{source}' lacks, so it cannot just move forward. Merge without --ff-only, or rebase '{source}' first.");
        }

        return await MergeAsync(change, target, book, say, cancellationToken).ConfigureAwait(false); // 3
    }

    private async ValueTask<MergeResult> ForwardAsync(Commit ours, LakeSnapshot target, CommitOptions say, CancellationToken cancellationToken)
    {
        var result = new MergeResult { Status = MergeStatus.FastForwarded, Ours = ours, Theirs = target.Commit, Head = target.Commit };
        if (options.DryRun)
        {
            return result with { Head = ours, Changes = [] };
        }

        var log = new LogOptions
        {
            Author = say.Committer ?? say.Author,
            Message = options.Commit is { Message: { Length: > 0 } message } ? message : null,
            Patience = say.Patience,
            IfHead = ours.Id,
            IdempotencyKey = say.IdempotencyKey,
            Request = say.Request,
        };
        var moved = await lake.Store.Moves.FastForwardAsync(branch.Ref, target.Commit, target.Revision.Source, log, cancellationToken).ConfigureAwait(false);
        return moved is null
            ? result with { Status = MergeStatus.UpToDate, Head = ours }
            : result with { Moved = moved, Head = await lake.Store.Commits.ReadAsync(moved.Entry.After!.Value, cancellationToken).ConfigureAwait(false) };
    }

    private async ValueTask<MergeResult> MergeAsync(
        LakeTransaction change, LakeSnapshot target, DecisionBook book, CommitOptions say, CancellationToken cancellationToken)
    {
        var (ours, theirs) = (change.Base, target.Commit);
        var origin = await lake.Store.MergeBases.OriginAsync(ours, theirs, cancellationToken).ConfigureAwait(false);
        if (options.Squash && origin.Bases.Any(one => one.Id == theirs.Id))
        {
            book.CheckAllUsed();
            return new MergeResult { Status = MergeStatus.UpToDate, Ours = ours, Theirs = theirs, Head = ours };
        }

        var side = MergeTree.Of(lake, target);
        var @base = await new MergeBaseTree(lake, change).BuildAsync(origin, cancellationToken).ConfigureAwait(false);
        var conflicts = await new TreeMerge(lake, change, book.Decide).RunAsync(@base, side, cancellationToken).ConfigureAwait(false);
        book.CheckAllUsed();
        var result = new MergeResult { Status = MergeStatus.Conflicts, Ours = ours, Theirs = theirs, Head = ours, Conflicts = conflicts };
        if (conflicts.Count > 0)
        {
            return result;
        }

        if (options.DryRun)
        {
            return result with { Status = MergeStatus.Merged, Changes = change.Inner.Changes() };
        }

        say = options.Squash ? await SquashAsync(say, ours, theirs, cancellationToken).ConfigureAwait(false) : say with { MergeParents = [theirs] };
        var committed = await change.CommitAsync(say with { IfHead = ours.Id, AllowEmpty = true }, cancellationToken).ConfigureAwait(false);
        return result with { Status = MergeStatus.Merged, Commit = committed, Head = committed.Commit };
    }

    private async ValueTask<CommitOptions> SquashAsync(CommitOptions say, Commit ours, Commit theirs, CancellationToken cancellationToken)
    {
        say = say with { Applied = [new AppliedCommit(theirs.Id, AppliedCommit.Squashed)] };
        if (options.Commit is { Message.Length: > 0 })
        {
            return say;
        }

        var own = await lake.Store.MergeBases.OwnAsync(theirs, ours, cancellationToken).ConfigureAwait(false);
        return say with { Message = $"Squash '{source}' into {branch.Name}\n\n{Subjects([.. own.Commits.Select(one => one.Commit)])}" };
    }

    internal static string Subjects(IReadOnlyList<Commit> commits) =>
        string.Join('\n', commits.TakeLast(MostSubjects).Select(commit => $"* {commit.Record.Subject}"))
        + (commits.Count > MostSubjects ? $"\n* and {commits.Count - MostSubjects} before them" : "");

    private CommitOptions Say(CommitOptions say, LakeSnapshot target)
    {
        var what = target.Revision.Name is { } name ? $"{name.KindWord} '{name.Name}'" : $"commit {target.Commit.Id.Abbreviated}";
        return say with
        {
            Message = say.Message.Length > 0 ? say.Message : $"Merge {what} into {branch.Name}",
            Operation = new CommitOperation(
                options.Squash ? "squash" : "merge",
                new Dictionary<string, string> { ["source"] = source, ["theirs"] = target.Commit.Id.ToString() }),
        };
    }
}
