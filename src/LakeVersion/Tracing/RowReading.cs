using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Tracing;

/// <summary>Reads a row by its key, once.</summary>
/// <param name="table">The table; null for no row.</param>
/// <param name="predicate">Passes the row.</param>
/// <param name="label">The table and its revision, for messages.</param>
internal sealed class RowReading(DeltaSnapshot? table, Predicate? predicate, string label)
{
    private RowCells? row;
    private bool isRead;

    /// <summary>The row; null where there is none.</summary>
    /// <exception cref="LakeException">Invalid: several rows have the key.</exception>
    public async ValueTask<RowCells?> ReadAsync(CancellationToken cancellationToken)
    {
        if (isRead || table is null)
        {
            return row;
        }

        RowCells? found = null;
        long count = 0;
        await foreach (var batch in table.ReadAsync(null, predicate, cancellationToken).ConfigureAwait(false))
        {
            using (batch)
            {
                count += batch.Length;
                found ??= await FirstAsync(batch, cancellationToken).ConfigureAwait(false);
            }
        }

        if (count > 1)
        {
            throw LakeException.Invalid(
                $"{label} has {count} rows where {predicate}, so which one is meant is open. Name key columns whose values are unique.");
        }

        (row, isRead) = (found, true);
        return row;
    }

    private async ValueTask<RowCells> FirstAsync(Apache.Arrow.RecordBatch batch, CancellationToken cancellationToken)
    {
        using var first = Rows.Kernels.BatchRows.Take(batch, [0]);
        return await RowCells.OfAsync(first, TableColumn.Of(table!), cancellationToken).ConfigureAwait(false);
    }
}
