using System.Runtime.CompilerServices;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Comparing;

/// <summary>Compares two revisions: files path by path, tables as wholes.</summary>
internal static class LakeDiff
{
    /// <summary>What differs, files first in path order, then tables in path order. Costs what differs, not what exists.</summary>
    /// <param name="from">The earlier revision.</param>
    /// <param name="to">The later revision.</param>
    /// <param name="path">Only this file, folder or table; null for all.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public static async ValueTask<LakeDifference> CompareAsync(
        LakeSnapshot from, LakeSnapshot to, string? path, CancellationToken cancellationToken)
    {
        var files = new List<FileDifference>();
        var tables = new SortedSet<string>(Utf8Order.Comparer);
        await foreach (var (change, table) in ChangesAsync(from.Tree, to.Tree, path, cancellationToken).ConfigureAwait(false))
        {
            if (table is null)
            {
                files.Add(FileDifference.Of(change));
            }
            else
            {
                tables.Add(table);
            }
        }

        var summaries = new List<TableDifference>();
        foreach (var table in tables)
        {
            summaries.Add(await SummaryAsync(from, to, table, cancellationToken).ConfigureAwait(false));
        }

        return new LakeDifference(files, summaries);
    }

    /// <summary>The changed paths of two trees, each with the table that it belongs to, or null.</summary>
    /// <remarks>Where a table took the place of files, or files that of a table, each side belongs to what was there: such a path
    /// comes twice, as removed and as added.</remarks>
    internal static async IAsyncEnumerable<(TreeChange Change, string? Table)> ChangesAsync(
        Tree from, Tree to, string? path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (before, after) = (new TableFinder(from), new TableFinder(to));
        var wanted = path?.TrimEnd('/') ?? "";
        await foreach (var change in TreeDiff.CompareAsync(from, to, wanted, cancellationToken).ConfigureAwait(false))
        {
            var name = change.Path.Value;
            if (wanted.Length == 0 || name.Length == wanted.Length || name[wanted.Length] == '/')
            {
                var removedFrom = change.Before is null ? null : await before.OfAsync(name, cancellationToken).ConfigureAwait(false);
                var addedTo = change.After is null ? null : await after.OfAsync(name, cancellationToken).ConfigureAwait(false);
                if (change.Before is null || change.After is null || removedFrom == addedTo)
                {
                    yield return (change, change.Before is null ? addedTo : removedFrom);
                }
                else
                {
                    yield return (change with { After = null }, removedFrom);
                    yield return (change with { Before = null }, addedTo);
                }
            }
        }
    }

    private static async ValueTask<TableDifference> SummaryAsync(
        LakeSnapshot from, LakeSnapshot to, string table, CancellationToken cancellationToken)
    {
        var (before, after) = (from.Table(table), to.Table(table));
        var isBefore = await before.ExistsAsync(cancellationToken).ConfigureAwait(false);
        var isAfter = await after.ExistsAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return TableDifference.Of(
                table,
                isBefore ? await before.OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false) : null,
                isAfter ? await after.OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false) : null);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Expired)
        {
            var kind = !isBefore ? DifferenceKind.Added : isAfter ? DifferenceKind.Changed : DifferenceKind.Removed;
            return TableDifference.WithoutReading(table, kind, e.Message);
        }
    }
}
