using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>The few rows of a checkpoint that are no files, as actions (PROTOCOL.md, "Checkpoint Schema").</summary>
internal static class TableRows
{
    /// <summary>The columns that hold them.</summary>
    public static readonly IReadOnlyList<string> Columns = ["protocol", "metaData", "txn", "domainMetadata", "sidecar"];

    /// <summary>The actions of a batch.</summary>
    /// <exception cref="LakeException">Corrupt: an action lacks a required field.</exception>
    public static IEnumerable<DeltaAction> Read(RecordBatch batch, StoreKey key)
    {
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            var name = batch.Schema.GetFieldByIndex(i).Name;
            if (!Columns.Contains(name) || ActionColumns.As<StructArray>(batch.Column(i), name, key) is not { } column || column.NullCount == column.Length)
            {
                continue;
            }

            var columns = new ActionColumns(column, name, key);
            for (var row = 0; row < batch.Length; row++)
            {
                if (!columns.IsNull(row) && Read(name, columns, row, key) is { } action)
                {
                    yield return action;
                }
            }
        }
    }

    private static DeltaAction? Read(string name, ActionColumns columns, int row, StoreKey key)
    {
        T Need<T>(T? value, string field)
            where T : struct => value ?? throw Missing(key, name, field);

        string Text(string field) => columns.Text(field, row) ?? throw Missing(key, name, field);

        switch (name)
        {
            case "protocol":
                return new ProtocolAction
                {
                    MinReaderVersion = Version(Need(columns.Number("minReaderVersion", row), "minReaderVersion")),
                    MinWriterVersion = Version(Need(columns.Number("minWriterVersion", row), "minWriterVersion")),
                    ReaderFeatures = columns.Texts("readerFeatures", row),
                    WriterFeatures = columns.Texts("writerFeatures", row),
                };
            case "metaData":
                return new MetadataAction
                {
                    Id = Text("id"),
                    Name = columns.Text("name", row),
                    Description = columns.Text("description", row),
                    FormatProvider = columns.Struct("format")?.Text("provider", row) ?? "parquet",
                    FormatOptions = columns.Struct("format")?.Map("options", row) ?? [],
                    SchemaString = Text("schemaString"),
                    PartitionColumns = columns.Texts("partitionColumns", row) ?? throw Missing(key, name, "partitionColumns"),
                    CreatedTime = columns.Number("createdTime", row),
                    Configuration = columns.Map("configuration", row) ?? [],
                };
            case "txn":
                return new AppTransaction
                {
                    AppId = Text("appId"), Version = Need(columns.Number("version", row), "version"), LastUpdated = columns.Number("lastUpdated", row),
                };
            case "domainMetadata":
                return new DomainMetadata
                {
                    Domain = Text("domain"), Configuration = Text("configuration"), Removed = Need(columns.Flag("removed", row), "removed"),
                };
            default:
                return new SidecarFile(Text("path"), Need(columns.Number("sizeInBytes", row), "sizeInBytes"));
        }
    }

    private static int Version(long number) => number is >= 0 and <= int.MaxValue ? (int)number : int.MaxValue;

    private static LakeException Missing(StoreKey key, string action, string field) =>
        LakeException.Corrupt($"The checkpoint {key} holds a {action} action without the required field '{field}'.");
}
