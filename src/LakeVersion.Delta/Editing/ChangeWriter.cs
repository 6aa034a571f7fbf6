using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Changes;
using LakeVersion.Delta.Log;
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

    /// <summary>Writes a file that tells of no change: where a version has one, readers look for its changes nowhere else.</summary>
    /// <exception cref="LakeException">Unsupported: the table has a column of a name that changes need.</exception>
    public static async ValueTask<ChangeDataFile> NothingAsync(IObjectStore folder, DeltaContext context, DeltaSnapshot table, CancellationToken cancellationToken)
    {
        ChangeColumns.Of(table);
        var (partitioned, stored) = (new List<DeltaField>(), new List<DeltaField>());
        foreach (var field in table.TableSchema.Fields)
        {
            (table.PartitionColumns.Contains(field.Name) ? partitioned : stored).Add(field);
        }

        var key = StoreKey.Parse($"_change_data/cdc-{context.NewTimedGuid():D}-00000.c000.parquet");
        var schema = StoredColumns.SchemaOf(new DeltaStruct([.. stored, TypeField]));
        var layout = FileLayout.Of(new DataFileOptions(), table.Properties);
        var upload = new DataFileUpload(folder, key, context, schema, layout.Parquet, cancellationToken);
        await using (upload.ConfigureAwait(false))
        {
            var summary = await upload.FinishAsync(cancellationToken).ConfigureAwait(false);
            return new ChangeDataFile
            {
                Path = FilePath.Encode(key),
                PartitionValues = partitioned.ToDictionary(field => field.PhysicalName, _ => (string?)null, StringComparer.Ordinal),
                Size = summary.SizeBytes,
            };
        }
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
