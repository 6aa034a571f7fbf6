using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Statistics;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Changes;

/// <summary>Reads the files of changes, in order, as rows with what happened to them.</summary>
internal sealed class ChangeScan(DeltaSnapshot table, DeltaContext context, IReadOnlyList<string>? columns, Predicate? predicate)
{
    public async IAsyncEnumerable<RecordBatch> ReadAsync(IReadOnlyList<FileChange> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = new ScanPlan(table, columns, predicate, ChangeColumns.Fields);
        var wanted = plan.Predicate is null ? files : Prune(files, plan.Predicate);
        var scan = new FileScan(new FileLocator(table.Folder, context.AbsoluteFiles), context.Parquet, plan);
        await foreach (var batch in ScanQueue.ReadAsync(context.Background, scan, wanted.Count, i => wanted[i].ToScan(), cancellationToken).ConfigureAwait(false))
        {
            yield return batch;
        }
    }

    private List<FileChange> Prune(IReadOnlyList<FileChange> files, Predicate wanted)
    {
        var pruner = new FilePruner(wanted, table.TableSchema, table.PartitionColumns);
        return [.. files.Where(change => pruner.MayPass(
            name => change.File.PartitionValues?.GetValueOrDefault(name), FileStatistics.Parse(change.Statistics)))];
    }
}
