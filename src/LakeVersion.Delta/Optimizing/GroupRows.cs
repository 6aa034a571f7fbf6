using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Optimizing;

/// <summary>Reads the rows that are left in some files of a table.</summary>
internal static class GroupRows
{
    /// <summary>The rows, in the order of the files and then of the rows in each.</summary>
    /// <param name="table">The table.</param>
    /// <param name="context">Engine and clock.</param>
    /// <param name="files">The files.</param>
    /// <param name="columns">The columns wanted; null reads all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Batches that hold until the next one is asked for.</returns>
    public static async IAsyncEnumerable<RecordBatch> ReadAsync(
        DeltaSnapshot table, DeltaContext context, IReadOnlyList<AddFile> files, IReadOnlyList<string>? columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = new ScanPlan(table, columns, null);
        var scan = new FileScan(new FileLocator(table.Folder, context.AbsoluteFiles), context.Parquet, plan);
        await foreach (var batch in ScanQueue.ReadAsync(scan, files.Count, i => ScanFile.Of(files[i]), cancellationToken).ConfigureAwait(false))
        {
            using (batch)
            {
                yield return batch;
            }
        }
    }
}
