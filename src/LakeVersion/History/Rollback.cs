using LakeVersion.Changes;
using LakeVersion.Comparing;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.History;

/// <summary>Brings content back to what it was at a revision, by a new commit.</summary>
/// <remarks>
/// Files are taken over by reference. A table goes forward by a restoring version where it is the same table by its id; where it
/// is another one, or was dropped since, its folder is taken over as it was; one that did not exist then is dropped.
/// </remarks>
internal sealed class Rollback(Lake lake, LakeBranch branch)
{
    public async ValueTask<CommitResult> RunAsync(
        string revision, string? path, CommitOptions? options, CancellationToken cancellationToken)
    {
        var target = await lake.AtAsync(revision, cancellationToken).ConfigureAwait(false);
        var what = path is null ? "the lake" : $"'{path}'";
        options ??= new CommitOptions { Author = lake.Options.Author, Message = $"Roll {what} back to {revision}" };
        return await RunAsync(target, path, options with { Operation = Operation(target, path) }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<CommitResult> RunAsync(
        LakeSnapshot target, string? path, CommitOptions options, CancellationToken cancellationToken)
    {
        var change = await branch.BeginAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (change.ConfigureAwait(false))
        {
            await ApplyAsync(change, target, path, cancellationToken).ConfigureAwait(false);
            return await change.CommitAsync(options, cancellationToken).ConfigureAwait(false);
        }
    }

    private static CommitOperation Operation(LakeSnapshot target, string? path)
    {
        var figures = new Dictionary<string, string> { ["to"] = target.Commit.Id.ToString() };
        if (path is not null)
        {
            figures["path"] = path;
        }

        return new CommitOperation("rollback", figures);
    }

    private static async ValueTask ApplyAsync(LakeTransaction change, LakeSnapshot target, string? path, CancellationToken cancellationToken)
    {
        if (target.Revision.Source is { } source)
        {
            change.Inner.Use(source);
        }

        path = path?.TrimEnd('/');
        var files = new List<Versioning.Trees.TreeChange>();
        var tables = new SortedSet<string>(Utf8Order.Comparer);
        await foreach (var (difference, table) in LakeDiff.ChangesAsync(change.Inner.BaseTree, target.Tree, path, cancellationToken).ConfigureAwait(false))
        {
            if (table is null)
            {
                files.Add(difference);
            }
            else if (path is null || !path.StartsWith(table + "/", StringComparison.Ordinal))
            {
                tables.Add(table);
            }
            else
            {
                throw LakeException.Refused($"'{path}' is part of the table '{table}', which is rolled back as a whole: name the table.");
            }
        }

        // What goes makes room first: a table for files at its place, then files for a table.
        var kept = new List<string>();
        foreach (var table in tables)
        {
            if (await target.Table(table).ExistsAsync(cancellationToken).ConfigureAwait(false))
            {
                kept.Add(table);
            }
            else
            {
                await change.Table(table).DropAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var file in files.OrderBy(file => file.After is not null))
        {
            Put(change.Inner, file.Path, file.After);
        }

        foreach (var table in kept)
        {
            await RestoreAsync(change, target, table, cancellationToken).ConfigureAwait(false);
        }

        if (files.Count == 0 && tables.Count == 0 && !string.IsNullOrEmpty(path))
        {
            await CheckPathAsync(change, target, path, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Put(Transaction transaction, LakePath path, Versioning.Trees.TreeEntry? entry)
    {
        if (entry is null)
        {
            transaction.Delete(path);
        }
        else
        {
            transaction.Put(path, entry);
        }
    }

    private static async ValueTask RestoreAsync(LakeTransaction change, LakeSnapshot target, string table, CancellationToken cancellationToken)
    {
        var now = change.Table(table);
        if (!await now.ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            await now.TakeAsync(target, table, cancellationToken).ConfigureAwait(false);
            return;
        }

        var current = await now.OpenAsync(cancellationToken).ConfigureAwait(false);
        var then = await target.Table(table).OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (current.Metadata.Id != then.Metadata.Id)
        {
            await now.DropAsync(cancellationToken).ConfigureAwait(false);
            await now.TakeAsync(target, table, cancellationToken).ConfigureAwait(false);
            return;
        }

        await now.TakeFilesAsync(target, then, cancellationToken).ConfigureAwait(false);
        await now.RestoreAsync(current, then, null, cancellationToken).ConfigureAwait(false);
    }

    // Nothing differs: either all is as it was, or the path was never there, which is worth an error.
    private static async ValueTask CheckPathAsync(LakeTransaction change, LakeSnapshot target, string path, CancellationToken cancellationToken)
    {
        foreach (var tree in (Versioning.Trees.Tree[])[target.Tree, change.Inner.BaseTree])
        {
            var folder = await tree.TotalsAsync(path + "/", cancellationToken).ConfigureAwait(false);
            if (folder.Entries > 0 || await tree.GetAsync(LakePath.Parse(path), cancellationToken).ConfigureAwait(false) is not null)
            {
                return;
            }
        }

        throw LakeException.NotFound($"Nothing is at '{path}', neither now nor at {target.Label}.");
    }
}
