using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Changes;

/// <summary>Reads the files of changes, one after another, as rows with what happened to them.</summary>
internal sealed class ChangeScan(DeltaSnapshot table, DeltaContext context, IReadOnlyList<string>? columns, Predicate? predicate)
{
    public async IAsyncEnumerable<RecordBatch> ReadAsync(IReadOnlyList<FileChange> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = new ScanPlan(table, columns, predicate, ChangeColumns.Fields);
        var scan = new FileScan(new FileLocator(table.Folder, context.AbsoluteFiles), context.Parquet, plan);
        foreach (var file in files)
        {
            await foreach (var rows in scan.ReadAsync(file.ToScan(), cancellationToken).ConfigureAwait(false))
            {
                yield return rows;
            }
        }
    }
}
