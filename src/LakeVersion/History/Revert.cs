using System.Globalization;
using LakeVersion.Changes;
using LakeVersion.Merging;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.History;

/// <summary>Undoes what given commits changed against a parent, by one new commit: a merge from the commit back to that parent.</summary>
internal sealed class Revert(Lake lake, LakeBranch branch)
{
    /// <summary>Undoes commits; conflicts are thrown.</summary>
    public async ValueTask<CommitResult> RunAsync(IReadOnlyList<string> revisions, CommitOptions? options, CancellationToken cancellationToken)
    {
        var result = await RunAsync(revisions, new PickOptions { Commit = options }, cancellationToken).ConfigureAwait(false);
        return Thrown(result);
    }

    /// <summary>Undoes commits by their records, merges against their first parents; conflicts are thrown.</summary>
    public async ValueTask<CommitResult> RunAsync(IReadOnlyList<Commit> commits, CommitOptions? options, CancellationToken cancellationToken)
    {
        var newestFirst = commits.DistinctBy(commit => commit.Id).OrderByDescending(commit => commit.Record.Generation).ToList();
        var result = await RunAsync(newestFirst, new PickOptions { Commit = options, Parent = 1 }, isRange: true, cancellationToken).ConfigureAwait(false);
        return Thrown(result);
    }

    /// <summary>Undoes commits and ranges; conflicts are part of the answer.</summary>
    public async ValueTask<MergeResult> RunAsync(IReadOnlyList<string> revisions, PickOptions options, CancellationToken cancellationToken)
    {
        var commits = await new RevisionRange(lake).ToRevertAsync(revisions, cancellationToken).ConfigureAwait(false);
        var isRange = revisions.All(revision => revision.Contains("..", StringComparison.Ordinal));
        return await RunAsync(commits, options, isRange, cancellationToken).ConfigureAwait(false);
    }

    private CommitResult Thrown(MergeResult result) => result.Status == MergeStatus.Conflicts
        ? throw new ConflictException(branch.Name, [.. result.Conflicts.Select(Conflict)])
        : result.Commit!;

    private static PathConflict Conflict(MergeConflict conflict) => new(
        LakePath.Parse(conflict.Path),
        conflict.Key is null && conflict.Column is null ? conflict.Reason : $"{conflict.Subject[(conflict.Path.Length + 1)..]}: {conflict.Reason}");

    private async ValueTask<MergeResult> RunAsync(
        IReadOnlyList<Commit> newestFirst, PickOptions options, bool isRange, CancellationToken cancellationToken)
    {
        if (newestFirst.Count == 0)
        {
            throw LakeException.Invalid("No commit to revert was given.");
        }

        foreach (var commit in newestFirst)
        {
            ParentOf(commit, options.Parent ?? (isRange ? 1 : null));
        }

        var say = options.Commit ?? new CommitOptions { Author = lake.Options.Author, Message = "" };
        say = say with
        {
            Message = say.Message.Length > 0 ? say.Message : Message(newestFirst),
            Operation = Operation(newestFirst, options.Parent),
            Applied = [.. newestFirst.Select(commit => new AppliedCommit(commit.Id, AppliedCommit.Reverted))],
            MergeParents = [],
        };
        return await new HeadLoop(lake, branch, LogOperation.Commit).RunAsync(
            say, (change, token) => AttemptAsync(change, newestFirst, options with { Commit = say }, token), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<MergeResult> AttemptAsync(
        LakeTransaction change, IReadOnlyList<Commit> newestFirst, PickOptions options, CancellationToken cancellationToken)
    {
        var say = options.Commit!;
        var result = new MergeResult { Status = MergeStatus.Conflicts, Ours = change.Base, Theirs = newestFirst[^1], Head = change.Base };
        var book = new DecisionBook(options.Resolution);
        var sides = new MergeBaseTree(lake, change);
        var conflicts = new List<MergeConflict>();
        foreach (var commit in newestFirst)
        {
            var after = await sides.SideAsync(commit, cancellationToken).ConfigureAwait(false);
            var before = await sides.SideAsync(ParentOf(commit, options.Parent ?? 1), cancellationToken).ConfigureAwait(false);
            var found = await new TreeMerge(lake, change, book.Decide, commit.Id).RunAsync(after, before, cancellationToken).ConfigureAwait(false);
            conflicts.AddRange(found.Where(conflict => !conflicts.Exists(conflict.IsAboutSameAs)));
        }

        book.CheckAllUsed();
        conflicts.Sort(MergeConflict.Order);
        if (conflicts.Count > 0 || options.DryRun)
        {
            return result with { Status = conflicts.Count > 0 ? MergeStatus.Conflicts : MergeStatus.Merged, Conflicts = conflicts, Changes = options.DryRun ? change.Inner.Changes() : null };
        }

        var made = await change.CommitAsync(say with { IfHead = change.Base.Id }, cancellationToken).ConfigureAwait(false);
        return result with { Status = made.Status == CommitStatus.Unchanged ? MergeStatus.UpToDate : MergeStatus.Merged, Commit = made, Head = made.Commit };
    }

    private static CommitId ParentOf(Commit commit, int? parent)
    {
        var parents = commit.Record.Parents;
        if (parents.Count == 0)
        {
            throw LakeException.Refused("The root commit changed nothing and cannot be reverted.");
        }

        if (parents.Count > 1 && parent is null)
        {
            throw LakeException.Refused(
                $"{commit.Id.Abbreviated} is a merge of {parents.Count} parents: say which one's state to go back to. 1 takes back what the merge brought into its branch.");
        }

        // A parent is chosen for the merges among the commits; ordinary ones have no choice.
        var number = parents.Count == 1 ? 1 : parent!.Value;
        return number >= 1 && number <= parents.Count
            ? parents[number - 1]
            : throw LakeException.Invalid($"{commit.Id.Abbreviated} has {parents.Count} parents, no number {number}.");
    }

    private static CommitOperation Operation(IReadOnlyList<Commit> newestFirst, int? parent)
    {
        var figures = new Dictionary<string, string> { ["commits"] = string.Join(' ', newestFirst.Select(commit => commit.Id.ToString())) };
        if (parent is { } number and not 1 && newestFirst.Any(commit => commit.Record.Parents.Count > 1))
        {
            figures[AppliedCommit.RevertedParent] = number.ToString(CultureInfo.InvariantCulture);
        }

        return new CommitOperation("revert", figures);
    }

    private static string Message(IReadOnlyList<Commit> commits) => commits.Count == 1
        ? $"Revert \"{commits[0].Record.Subject}\""
        : $"Revert {commits.Count} commits\n\n{string.Join('\n', commits.Select(commit => commit.ToString()))}";
}
