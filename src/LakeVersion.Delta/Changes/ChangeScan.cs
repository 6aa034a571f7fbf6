using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Kernels;

namespace LakeVersion.Delta.Changes;

/// <summary>Reads the files of changes, one after another, as rows with what happened to them.</summary>
internal sealed class ChangeScan(DeltaSnapshot table, DeltaContext context, ChangePlan plan)
{
    // The type of each row comes from the file, or is the same for all of it.
    private readonly FileScan recorded = new(table.Folder, context.Parquet, new ScanPlan(table, plan.Stored, null, ChangeColumns.StoredType));
    private readonly FileScan whole = new(table.Folder, context.Parquet, new ScanPlan(table, plan.Stored, null));

    public async IAsyncEnumerable<RecordBatch> ReadAsync(IReadOnlyList<FileChange> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            await foreach (var rows in RowsAsync(file, cancellationToken).ConfigureAwait(false))
            {
                if (Assemble(rows, file) is { Length: > 0 } changes)
                {
                    yield return changes;
                }
            }
        }
    }

    private IAsyncEnumerable<RecordBatch> RowsAsync(FileChange change, CancellationToken cancellationToken)
    {
        var file = new AddFile
        {
            Path = change.Path,
            PartitionValues = change.PartitionValues ?? new Dictionary<string, string?>(),
            Size = change.Size!.Value,
            ModificationTime = 0,
            DataChange = true,
            DeletionVector = change.Except ?? change.Named,
        };
        return (change.Type is null ? recorded : whole).ReadAsync(file, cancellationToken);
    }

    private RecordBatch? Assemble(RecordBatch rows, FileChange file)
    {
        var columns = plan.NeededSchema.FieldsList.Select(field => Column(rows, field.Name, file)).ToList();
        var all = new RecordBatch(plan.NeededSchema, columns, rows.Length);
        if (plan.Predicate is null)
        {
            return all;
        }

        var passing = RowFilter.Select(all, plan.Predicate);
        var wanted = new RecordBatch(plan.WantedSchema, columns.Take(plan.WantedCount), rows.Length);
        return passing.Length == rows.Length ? wanted : passing.Length == 0 ? null : BatchRows.Take(wanted, passing);
    }

    private static IArrowArray Column(RecordBatch rows, string name, FileChange file) => name switch
    {
        ChangeColumns.Type when file.Type is { } type => ConstantColumn.Of(new StringArray.Builder().Append(type).Build(), rows.Length),
        ChangeColumns.Version => ConstantColumn.Of(new Int64Array.Builder().Append(file.Version).Build(), rows.Length),
        ChangeColumns.Timestamp => ConstantColumn.Of(Time(file.Timestamp), rows.Length),
        _ => rows.Column(rows.Schema.GetFieldIndex(name)),
    };

    private static TimestampArray Time(DateTimeOffset time) =>
        new TimestampArray.Builder(ArrowSchemas.Timestamp).Append(time).Build();
}
