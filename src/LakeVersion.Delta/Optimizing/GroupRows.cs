using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Kernels;

namespace LakeVersion.Delta.Optimizing;

/// <summary>Reads the rows that are left in some files of a table.</summary>
internal static class GroupRows
{
    /// <summary>The rows, in the order of the files and then of the rows in each.</summary>
    /// <param name="table">The table.</param>
    /// <param name="context">Engine and clock.</param>
    /// <param name="files">The files.</param>
    /// <param name="columns">The columns wanted; null reads all, and the ids of rows behind them where rows keep theirs.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Batches that hold until the next one is asked for.</returns>
    public static async IAsyncEnumerable<RecordBatch> ReadAsync(
        DeltaSnapshot table, DeltaContext context, IReadOnlyList<AddFile> files, IReadOnlyList<string>? columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var kept = columns is null ? KeptRowIds.Of(table) : null;
        var plan = new ScanPlan(table, columns, null, kept?.Fields);
        var scan = new FileScan(new FileLocator(table.Folder, context.AbsoluteFiles), context.Parquet, plan);
        if (kept is not null)
        {
            await foreach (var rows in ReadKeptAsync(scan, files, cancellationToken).ConfigureAwait(false))
            {
                yield return rows;
            }

            yield break;
        }

        await foreach (var batch in ScanQueue.ReadAsync(context.Background, scan, files.Count, i => ScanFile.Of(files[i]), cancellationToken).ConfigureAwait(false))
        {
            using (batch)
            {
                yield return batch;
            }
        }
    }

    // One file after another, as ids follow from the places of rows in them.
    private static async IAsyncEnumerable<RecordBatch> ReadKeptAsync(
        FileScan scan, IReadOnlyList<AddFile> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            await foreach (var placed in scan.ReadPlacedAsync(ScanFile.Of(file), null, cancellationToken).ConfigureAwait(false))
            {
                using var batch = placed.Batch;
                var rows = KeptRowIds.Fill(batch, file, placed.First);
                yield return placed.Rows is { } left ? BatchRows.Take(rows, left) : rows;
            }
        }
    }
}
