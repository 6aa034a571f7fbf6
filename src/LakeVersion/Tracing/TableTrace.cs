using System.Runtime.CompilerServices;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tracing;

/// <summary>Follows a table's rows and columns back through the lake's history.</summary>
/// <remarks>
/// A row is read only at commits that changed a file which may hold it, judged by statistics and partition values, and there by pruned
/// reads. So what rewrites files and leaves rows as they are, such as optimize, changes no row here.
/// </remarks>
internal sealed class TableTrace(Lake lake, string table)
{
    /// <summary>What became of a row, newest first.</summary>
    public async IAsyncEnumerable<RowChange> HistoryAsync(
        Commit from, RowKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sights = new RowSights(lake, table, key);
        var walk = new TraceWalk(lake.Store.Commits, new TracedRow(sights));
        await foreach (var step in walk.WalkAsync(from, [table], cancellationToken).ConfigureAwait(false))
        {
            var after = await sights.RowAsync(step.Commit, cancellationToken).ConfigureAwait(false);
            var before = new List<RowCells>();
            foreach (var parent in step.Parents)
            {
                if (await sights.RowAsync(parent, cancellationToken).ConfigureAwait(false) is { } row)
                {
                    before.Add(row);
                }
            }

            if (RowChanges.Of(step.Commit, before, after) is { } change)
            {
                yield return change;
            }
        }
    }

    /// <summary>Which commits a row's cells are from; null where there is no such row.</summary>
    public async ValueTask<RowBlame?> BlameAsync(Commit at, RowKey key, CancellationToken cancellationToken)
    {
        var sights = new RowSights(lake, table, key);
        if (await sights.RowAsync(at, cancellationToken).ConfigureAwait(false) is not { } row)
        {
            return null;
        }

        var found = await LastAsync(at, new TracedCells(sights), [.. row.Cells.Keys], cancellationToken).ConfigureAwait(false);
        var cells = row.Columns.Select(column => new CellBlame(column.Name, row[column.StoredName].Json, found[column.StoredName])).ToList();
        return new RowBlame(cells.MaxBy(cell => (cell.Commit.Record.Generation, cell.Commit.Record.Time))!.Commit, cells);
    }

    /// <summary>Which commits the columns' definitions are from.</summary>
    public async ValueTask<IReadOnlyList<ColumnBlame>> BlameColumnsAsync(Commit at, DeltaSnapshot state, CancellationToken cancellationToken)
    {
        var columns = TableColumn.Of(state);
        var found = await LastAsync(at, new TracedColumns(lake, table), [.. columns.Select(column => column.StoredName)], cancellationToken).ConfigureAwait(false);
        return [.. columns.Select(column => new ColumnBlame(column.Name, column.Type, column.Nullable, found[column.StoredName]))];
    }

    private async ValueTask<Dictionary<string, Commit>> LastAsync(
        Commit at, ITraced traced, IReadOnlyCollection<string> parts, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Commit>(StringComparer.Ordinal);
        var walk = new TraceWalk(lake.Store.Commits, traced) { GoesOn = false };
        await foreach (var step in walk.WalkAsync(at, parts, cancellationToken).ConfigureAwait(false))
        {
            foreach (var part in step.Parts)
            {
                found.TryAdd(part, step.Commit);
            }
        }

        return parts.All(found.ContainsKey) ? found : throw LakeException.Corrupt(
            $"The history of '{table}' behind {at.Id.Abbreviated} ends without the commit that {parts.First(part => !found.ContainsKey(part))} is from.");
    }
}
