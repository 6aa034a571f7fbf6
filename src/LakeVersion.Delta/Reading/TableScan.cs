using Apache.Arrow;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Reading;

/// <summary>Reads the files of a table in which rows may pass, in order.</summary>
internal sealed class TableScan(DeltaSnapshot snapshot, DeltaContext context, IReadOnlyList<string>? columns, Predicate? predicate)
{
    public async IAsyncEnumerable<RecordBatch> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = new ScanPlan(snapshot, columns, predicate);
        var files = plan.Predicate is null ? snapshot.Files : FilePruner.Prune(snapshot, plan.Predicate);
        var scan = new FileScan(new FileLocator(snapshot.Folder, context.AbsoluteFiles), context.Parquet, plan);
        await foreach (var batch in ScanQueue.ReadAsync(context.Background, scan, files.Count, i => ScanFile.Of(files[i]), cancellationToken).ConfigureAwait(false))
        {
            yield return batch;
        }
    }
}
