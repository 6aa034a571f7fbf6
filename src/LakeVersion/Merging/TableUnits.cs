using LakeVersion.Changes;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Tables;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Merging;

/// <summary>Merges tables, each as one unit: taken, dropped, kept, or its three states merged into one new version of ours.</summary>
internal sealed class TableUnits(Lake lake, LakeTransaction change, Func<MergeConflict, MergeDecision?> ask)
{
    private readonly Occupants occupants = new(change);

    /// <summary>Merges the table at a path, where base and theirs differ.</summary>
    public async ValueTask MergeAsync(MergeTree @base, MergeTree theirs, string table, CancellationToken cancellationToken)
    {
        var before = await @base.TableAsync(lake, table, cancellationToken).ConfigureAwait(false);
        var there = await theirs.TableAsync(lake, table, cancellationToken).ConfigureAwait(false);
        var mine = change.Table(table);
        var here = await mine.ExistsAsync(cancellationToken).ConfigureAwait(false)
            ? await mine.OpenAsync(cancellationToken).ConfigureAwait(false)
            : null;
        switch (TableUnit.Decide(before, here, there))
        {
            case TableVerdict.TakeTheirs:
                await PutAsync(mine, here, @base, theirs, there, cancellationToken).ConfigureAwait(false);
                break;
            case TableVerdict.Merge:
                await new TableVersion(ask).MergeAsync(mine, @base, before!, theirs, there!, cancellationToken).ConfigureAwait(false);
                break;
            case TableVerdict.Conflict:
                var choice = ask(Conflict(table, TableUnit.Reason(before, here, there), before, here, there));
                if (choice?.Side is MergeSide.Theirs)
                {
                    await PutAsync(mine, here, @base, theirs, there, cancellationToken).ConfigureAwait(false);
                }
                else if (choice?.Side is MergeSide.Base)
                {
                    await PutAsync(mine, here, @base, @base, before, cancellationToken).ConfigureAwait(false);
                }

                break;
        }
    }

    private static MergeConflict Conflict(string table, string reason, DeltaSnapshot? before, DeltaSnapshot? here, DeltaSnapshot? there) => new()
    {
        Kind = MergeConflictKind.Table,
        Path = table,
        Base = TableText.Of(before),
        Ours = TableText.Of(here),
        Theirs = TableText.Of(there),
        Reason = reason,
    };

    // In place of ours comes the table of a side, or none.
    private async ValueTask PutAsync(
        TransactionTable mine, DeltaSnapshot? here, MergeTree @base, MergeTree side, DeltaSnapshot? there, CancellationToken cancellationToken)
    {
        if (there is not null && await BlockerAsync(mine.Path, here is not null, @base, side, cancellationToken).ConfigureAwait(false) is var (blocker, reason) && blocker is not null)
        {
            var choice = ask(Conflict(mine.Path, reason!, null, here, there) with { Kind = MergeConflictKind.Place });
            if (choice?.Side != MergeSide.Theirs)
            {
                return;
            }

            await occupants.ClearAsync(blocker, cancellationToken).ConfigureAwait(false);
        }

        if (here is not null)
        {
            await mine.DropAsync(cancellationToken).ConfigureAwait(false);
        }

        if (there is not null)
        {
            await mine.TakeAsync(side.Tree, mine.Path, cancellationToken).ConfigureAwait(false);
        }
    }

    // What ours has above the table or in its folder that the table does not bring itself, or took away from what it brings.
    private async ValueTask<(string? Blocker, string? Reason)> BlockerAsync(
        string table, bool isThere, MergeTree @base, MergeTree side, CancellationToken cancellationToken)
    {
        foreach (var folder in TablePath.FoldersAbove(table).Prepend(table))
        {
            if (await occupants.IsFileAsync(folder, cancellationToken).ConfigureAwait(false))
            {
                return (folder, $"'{folder}' is a file here");
            }

            if (folder != table && await occupants.IsTableAsync(folder, cancellationToken).ConfigureAwait(false))
            {
                return (folder, $"it would lie in the table '{folder}' here");
            }
        }

        if (isThere)
        {
            return (null, null); // its own files go with it
        }

        var prefix = TablePath.Prefix(table);
        await foreach (var item in change.Inner.ScanAsync(prefix, null, cancellationToken).ConfigureAwait(false))
        {
            if (await side.Tree.GetAsync(item.Path, cancellationToken).ConfigureAwait(false) is not { } entry || !entry.SameContent(item.Entry!))
            {
                return (prefix, $"its folder holds '{item.Path}' here");
            }
        }

        return await RemovedAsync(prefix, @base, side, cancellationToken).ConfigureAwait(false);
    }

    // A file of the base that theirs made part of the table, and ours removed.
    private async ValueTask<(string? Blocker, string? Reason)> RemovedAsync(
        string prefix, MergeTree @base, MergeTree side, CancellationToken cancellationToken)
    {
        await foreach (var item in @base.Tree.ScanAsync(new TreeScan { Prefix = prefix }, cancellationToken).ConfigureAwait(false))
        {
            if (!TablePath.IsInLog(item.Path.Value)
                && await side.Tree.GetAsync(item.Path, cancellationToken).ConfigureAwait(false) is not null
                && await change.Inner.GetAsync(item.Path, cancellationToken).ConfigureAwait(false) is null
                && !await TableProbe.ExistsAsync(@base.Tree, prefix.TrimEnd('/'), cancellationToken).ConfigureAwait(false))
            {
                return (prefix, $"'{item.Path}', which is part of it there, was removed here");
            }
        }

        return (null, null);
    }
}
