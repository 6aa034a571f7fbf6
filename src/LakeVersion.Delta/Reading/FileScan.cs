using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Delta.Log;
using LakeVersion.Parquet;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>Reads one file as rows of the table.</summary>
/// <param name="files">Where files are.</param>
/// <param name="parquet">The engine.</param>
/// <param name="plan">Which columns and rows are wanted.</param>
internal sealed class FileScan(FileLocator files, IParquetEngine parquet, ScanPlan plan)
{
    private readonly VectorReader vectors = new(files);

    /// <summary>The rows that are left and pass, in file order; batches are never empty.</summary>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(ScanFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var placed in ReadPlacedAsync(file, null, cancellationToken).ConfigureAwait(false))
        {
            yield return Assemble(placed);
        }
    }

    /// <summary>The rows that are left and pass, with their places in the file, in file order. Batches hold the columns of
    /// <see cref="ScanPlan.Needed"/>, and have a row that is left at least.</summary>
    /// <param name="file">The file.</param>
    /// <param name="opened">Is told how many rows the file has, those that vectors delete included; null for nobody.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<PlacedRows> ReadPlacedAsync(
        ScanFile file, Action<long>? opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var source = await OpenAsync(file, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            opened?.Invoke(source.RowCount);
            var selection = await SelectionAsync(file, source.RowCount, cancellationToken).ConfigureAwait(false);
            var columns = new FileColumns(plan, file, source.Schema);
            var rowGroups = RowGroupPruner.Choose(plan, file, source.Schema, source.RowGroups);
            var cursor = new RowCursor(source.RowGroups, rowGroups);
            await foreach (var batch in source.ReadAsync(columns.Stored, rowGroups, cancellationToken).ConfigureAwait(false))
            {
                if (batch.Length == 0)
                {
                    continue;
                }

                var placed = Place(new RecordBatch(plan.NeededSchema, columns.Of(batch), batch.Length), selection, cursor.Next(batch.Length));
                if (placed.Rows is { Length: 0 })
                {
                    // What the file was decoded into is native memory: not left to the collector.
                    placed.Batch.Dispose();
                    continue;
                }

                yield return placed;
            }
        }
    }

    private async ValueTask<IParquetFile> OpenAsync(ScanFile file, CancellationToken cancellationToken)
    {
        var (store, key) = files.Find(file.Path);
        try
        {
            return await parquet.OpenAsync(store, key, file.Size, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.NotFound)
        {
            throw LakeException.Corrupt($"The data file {key} of {store.Name} is gone, though the log has it. A vacuum may have removed it.", e);
        }
    }

    // Null where every row is left, so that nothing is done a row.
    private async ValueTask<RowSelection?> SelectionAsync(ScanFile file, long rowCount, CancellationToken cancellationToken)
    {
        if (file.DeletionVector is null && file.Only is null)
        {
            return null;
        }

        var dropped = file.DeletionVector is { } vector ? await vectors.ReadAsync(vector, file.Path, cancellationToken).ConfigureAwait(false) : null;
        var only = file.Only is { } wanted ? await vectors.ReadAsync(wanted, file.Path, cancellationToken).ConfigureAwait(false) : null;
        return Math.Max(dropped?.Last ?? -1, only?.Last ?? -1) < rowCount
            ? new RowSelection(dropped, only)
            : throw LakeException.Corrupt($"A deletion vector of '{file.Path}' marks row {Math.Max(dropped?.Last ?? -1, only?.Last ?? -1)}, but the file has {rowCount}.");
    }

    private PlacedRows Place(RecordBatch all, RowSelection? selection, long first)
    {
        var rows = plan.Predicate is null ? null : RowFilter.Select(all, plan.Predicate);
        rows = selection is null ? rows : selection.Select(first, all.Length, rows);
        return new PlacedRows(all, first, rows?.Length == all.Length ? null : rows);
    }

    private RecordBatch Assemble(PlacedRows placed)
    {
        var all = placed.Batch;
        var wanted = plan.WantedCount == plan.Needed.Count ? all : new RecordBatch(plan.WantedSchema, all.Arrays.Take(plan.WantedCount), all.Length);
        if (placed.Rows is null)
        {
            return wanted;
        }

        // The rows left are copied.
        var left = BatchRows.Take(wanted, placed.Rows);
        all.Dispose();
        return left;
    }
}
