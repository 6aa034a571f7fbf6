using LakeVersion.Changes;
using LakeVersion.Comparing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.History;

/// <summary>Undoes what given commits changed against their first parents, by one new commit.</summary>
/// <remarks>
/// A path goes back where it still is what the commit made of it; where it is again what it was before, nothing is to do; anything
/// else is a conflict. Tables go back file by file, by a new version of their own; one that the commit replaced by another table
/// (by its id) is put back as it was, where nothing was done to that other since.
/// </remarks>
internal sealed class Revert(Lake lake, LakeBranch branch)
{
    public async ValueTask<CommitResult> RunAsync(
        IReadOnlyList<string> revisions, CommitOptions? options, CancellationToken cancellationToken)
    {
        var commits = new List<Commit>();
        foreach (var revision in revisions)
        {
            commits.Add((await lake.Store.Revisions.ResolveAsync(revision, cancellationToken).ConfigureAwait(false)).Commit);
        }

        return await RunAsync(commits, options, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<CommitResult> RunAsync(IReadOnlyList<Commit> commits, CommitOptions? options, CancellationToken cancellationToken)
    {
        if (commits.Count == 0)
        {
            throw LakeException.Invalid("No commit to revert was given.");
        }

        // Later ones first, or an earlier one would conflict with them.
        var newestFirst = commits.DistinctBy(commit => commit.Id).OrderByDescending(commit => commit.Record.Generation).ToList();
        options ??= new CommitOptions { Author = lake.Options.Author, Message = Message(newestFirst) };
        options = options with
        {
            Operation = new CommitOperation("revert", new Dictionary<string, string> { ["commits"] = string.Join(' ', newestFirst.Select(c => c.Id.ToString())) }),
            Applied = [.. newestFirst.Select(commit => new AppliedCommit(commit.Id, "reverted"))],
        };
        var change = await branch.BeginAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (change.ConfigureAwait(false))
        {
            var conflicts = new List<PathConflict>();
            foreach (var commit in newestFirst)
            {
                await ApplyAsync(change, commit, conflicts, cancellationToken).ConfigureAwait(false);
            }

            return conflicts.Count == 0
                ? await change.CommitAsync(options, cancellationToken).ConfigureAwait(false)
                : throw new ConflictException(branch.Name, conflicts);
        }
    }

    private static string Message(List<Commit> commits) => commits.Count == 1
        ? $"Revert \"{commits[0].Record.Subject}\""
        : $"Revert {commits.Count} commits\n\n{string.Join('\n', commits.Select(commit => commit.ToString()))}";

    private async ValueTask ApplyAsync(
        LakeTransaction change, Commit commit, List<PathConflict> conflicts, CancellationToken cancellationToken)
    {
        if (commit.Record.Parents.Count == 0)
        {
            throw LakeException.Refused("The root commit changed nothing and cannot be reverted.");
        }

        var before = await lake.AtAsync(commit.Record.Parents[0].ToString(), cancellationToken).ConfigureAwait(false);
        var after = await lake.AtAsync(commit.Id.ToString(), cancellationToken).ConfigureAwait(false);
        if (before.Revision.Source is { } source)
        {
            change.Inner.Use(source);
        }

        var tables = new SortedSet<string>(Utf8Order.Comparer);
        var files = new List<TreeChange>();
        await foreach (var (difference, table) in LakeDiff.ChangesAsync(before.Tree, after.Tree, null, cancellationToken).ConfigureAwait(false))
        {
            if (table is not null)
            {
                tables.Add(table);
            }
            else
            {
                files.Add(difference);
            }
        }

        // What the commit made goes first, so that what it replaced finds room: a table in place of files, files in place of a table.
        await RevertFilesAsync(change.Inner, files.Where(file => file.Before is null), commit, conflicts, cancellationToken).ConfigureAwait(false);
        foreach (var table in tables)
        {
            if (await TableConflictAsync(change, before, after, table, cancellationToken).ConfigureAwait(false) is { } conflict)
            {
                conflicts.Add(conflict);
            }
        }

        await RevertFilesAsync(change.Inner, files.Where(file => file.Before is not null), commit, conflicts, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask RevertFilesAsync(
        Transaction transaction, IEnumerable<TreeChange> files, Commit commit, List<PathConflict> conflicts, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            if (await ConflictAsync(transaction, file, commit, cancellationToken).ConfigureAwait(false) is { } conflict)
            {
                conflicts.Add(conflict);
            }
        }
    }

    private static async ValueTask<PathConflict?> ConflictAsync(
        Transaction transaction, TreeChange difference, Commit commit, CancellationToken cancellationToken)
    {
        var now = await transaction.GetAsync(difference.Path, cancellationToken).ConfigureAwait(false);
        if (Same(now, difference.Before))
        {
            return null;
        }

        if (!Same(now, difference.After))
        {
            return new PathConflict(difference.Path, $"changed again since {commit.Id.Abbreviated}", difference.After, now, difference.Before);
        }

        if (difference.Before is { } entry)
        {
            transaction.Put(difference.Path, entry);
        }
        else
        {
            transaction.Delete(difference.Path);
        }

        return null;
    }

    private static async ValueTask<PathConflict?> TableConflictAsync(
        LakeTransaction change, LakeSnapshot before, LakeSnapshot after, string table, CancellationToken cancellationToken)
    {
        var now = change.Table(table);
        var isNow = await now.ExistsAsync(cancellationToken).ConfigureAwait(false);
        var wasBefore = await before.Table(table).ExistsAsync(cancellationToken).ConfigureAwait(false);
        var wasAfter = await after.Table(table).ExistsAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (wasBefore && wasAfter && isNow)
            {
                return await GoBackAsync(now, before, after, table, cancellationToken).ConfigureAwait(false);
            }

            if (wasBefore && !wasAfter)
            {
                return await BringBackAsync(now, isNow, before, table, cancellationToken).ConfigureAwait(false);
            }

            return isNow ? await DropAsync(now, after, table, cancellationToken).ConfigureAwait(false) : Changed(table, wasBefore ? "dropped since" : null);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Conflict)
        {
            return new PathConflict(LakePath.Parse(table), e.Message);
        }
    }

    private static async ValueTask<PathConflict?> GoBackAsync(
        TransactionTable now, LakeSnapshot before, LakeSnapshot after, string table, CancellationToken cancellationToken)
    {
        var then = await before.Table(table).OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        var made = await after.Table(table).OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        var current = await now.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (then.Metadata.Id != made.Metadata.Id)
        {
            // The commit put another table in its place, so the earlier one comes back whole or not at all.
            if (!IsSame(current, made))
            {
                return IsSame(current, then) ? null : Changed(table, "changed since it took the place of another");
            }

            await now.DropAsync(cancellationToken).ConfigureAwait(false);
            await now.TakeAsync(before, table, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (current.Metadata.Id != then.Metadata.Id)
        {
            return Changed(table, "replaced by another since");
        }

        await now.TakeFilesAsync(before, then, cancellationToken).ConfigureAwait(false);
        await now.RevertAsync(then, made, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private static async ValueTask<PathConflict?> BringBackAsync(
        TransactionTable now, bool isNow, LakeSnapshot before, string table, CancellationToken cancellationToken)
    {
        if (isNow)
        {
            var current = await now.OpenAsync(cancellationToken).ConfigureAwait(false);
            var dropped = await before.Table(table).OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            return IsSame(current, dropped) ? null : Changed(table, "made anew since it was dropped");
        }

        await now.TakeAsync(before, table, cancellationToken).ConfigureAwait(false);
        return null;
    }

    // A table that the commit made goes only where nothing was done to it since.
    private static async ValueTask<PathConflict?> DropAsync(
        TransactionTable now, LakeSnapshot after, string table, CancellationToken cancellationToken)
    {
        var current = await now.OpenAsync(cancellationToken).ConfigureAwait(false);
        var made = await after.Table(table).OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (!IsSame(current, made))
        {
            return Changed(table, "changed since it was made");
        }

        await now.DropAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    private static bool IsSame(DeltaSnapshot left, DeltaSnapshot right) => left.Metadata.Id == right.Metadata.Id
        && left.Metadata.SchemaString == right.Metadata.SchemaString
        && left.Files.Select(file => (file.Path, file.DeletionVector?.UniqueId))
            .SequenceEqual(right.Files.Select(file => (file.Path, file.DeletionVector?.UniqueId)));

    private static PathConflict? Changed(string table, string? reason) =>
        reason is null ? null : new PathConflict(LakePath.Parse(table), $"the table was {reason}");

    private static bool Same(TreeEntry? left, TreeEntry? right) =>
        left is null || right is null ? left is null && right is null : left.SameContent(right);
}
