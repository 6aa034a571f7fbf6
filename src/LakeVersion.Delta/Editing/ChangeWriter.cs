using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Changes;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Editing;

/// <summary>Writes rows that tell of changes (PROTOCOL.md, "Change Data Files").</summary>
internal sealed class ChangeWriter : IAsyncDisposable
{
    private static readonly DeltaField TypeField = ChangeColumns.Fields[0];

    private readonly DataFileWriter files;

    /// <exception cref="LakeException">Unsupported: the table has a column of a name that changes need.</exception>
    public ChangeWriter(IObjectStore folder, DeltaContext context, DeltaSnapshot table, DataFileOptions options)
    {
        ChangeColumns.Of(table);
        var schema = new DeltaStruct([.. table.TableSchema.Fields, TypeField]);
        files = new DataFileWriter(folder, context, schema, table.Metadata, options) { IsChangeData = true };
    }

    /// <summary>Takes rows in to which the same happened. The batch stays the caller's.</summary>
    public async ValueTask AddAsync(string type, RecordBatch rows, CancellationToken cancellationToken)
    {
        if (rows.Length > 0)
        {
            var column = ConstantColumn.Of(new StringArray.Builder().Append(type).Build(), rows.Length);
            var schema = new Schema([.. rows.Schema.FieldsList, ArrowSchemas.ToArrow(TypeField)], null);
            await files.AddAsync(new RecordBatch(schema, [.. rows.Arrays, column], rows.Length), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes all files.</summary>
    public async ValueTask<IReadOnlyList<ChangeDataFile>> FinishAsync(CancellationToken cancellationToken) =>
        [.. (await files.FinishAsync(cancellationToken).ConfigureAwait(false))
            .Select(file => new ChangeDataFile { Path = file.Path, PartitionValues = file.PartitionValues, Size = file.Size })];

    public ValueTask DisposeAsync() => files.DisposeAsync();
}
