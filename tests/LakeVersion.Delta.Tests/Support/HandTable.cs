using System.Text;
using System.Text.Json;
using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Support;

/// <summary>A table whose log and files are made by hand, as other engines write them.</summary>
internal sealed class HandTable(string schema, string features = "", string partitionColumns = "", string properties = "")
{
    private readonly List<string> actions = [];

    public MemoryStore Store { get; } = new();

    /// <summary>A field of a schema: its type a name, or JSON.</summary>
    public static string Field(string name, string type, string metadata = "") =>
        $$$"""{"name":"{{{name}}}","type":{{{(type.StartsWith('{') ? type : $"\"{type}\"")}}},"nullable":true,"metadata":{{{{metadata}}}}}""";

    /// <summary>A mapped field.</summary>
    public static string Mapped(string name, string type, string physical, int id) =>
        Field(name, type, $"\"delta.columnMapping.id\":{id},\"delta.columnMapping.physicalName\":\"{physical}\"");

    public static string Struct(params string[] fields) => $$$"""{"type":"struct","fields":[{{{string.Join(',', fields)}}}]}""";

    public async Task AddAsync(
        string path, RecordBatch batch, string partitionValues = "", DeletionVectorDescriptor? vector = null, int rowGroupRows = 1_000_000, string? key = null)
    {
        var size = await PutAsync(key ?? path, batch, rowGroupRows);
        var deletion = vector is null ? "" : ",\"deletionVector\":" + Json(vector);
        actions.Add($$$"""{"add":{"path":{{{JsonSerializer.Serialize(path)}}},"partitionValues":{{{{partitionValues}}}},"size":{{{size}}},"modificationTime":1,"dataChange":true{{{deletion}}}}}""");
    }

    /// <summary>Adds a file of another writer, without statistics in the log.</summary>
    public async Task AddFileAsync(string path, byte[] content)
    {
        await Store.PutAsync(StoreKey.Parse(path), content);
        actions.Add($$$"""{"add":{"path":{{{JsonSerializer.Serialize(path)}}},"partitionValues":{},"size":{{{content.Length}}},"modificationTime":1,"dataChange":true}}""");
    }

    public async Task<long> PutAsync(string key, RecordBatch batch, int rowGroupRows = 1_000_000)
    {
        using var stream = new MemoryStream();
        await using (var writer = ParquetEngines.Default.CreateWriter(stream, batch.Schema, new ParquetWriteOptions { RowGroupRows = rowGroupRows }))
        {
            await writer.WriteAsync(batch);
            await writer.FinishAsync();
        }

        await Store.PutAsync(StoreKey.Parse(key), stream.ToArray());
        return stream.Length;
    }

    public async Task<DeltaSnapshot> OpenAsync(DeltaContext? context = null)
    {
        var listed = string.Join(',', features.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(feature => $"\"{feature}\""));
        var metadata = JsonSerializer.Serialize(schema);
        string[] lines =
        [
            $$$"""{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":[{{{listed}}}],"writerFeatures":[{{{listed}}}]}}""",
            $$$"""{"metaData":{"id":"t","format":{"provider":"parquet","options":{}},"schemaString":{{{metadata}}},"configuration":{{{{properties}}}},"partitionColumns":[{{{partitionColumns}}}]}}""",
            .. actions,
        ];
        await Store.PutAsync(StoreKey.Parse("_delta_log/00000000000000000000.json"), Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return await (await DeltaTable.OpenAsync(Store, context ?? Bench.Context)).SnapshotAsync();
    }

    private static string Json(DeletionVectorDescriptor vector) =>
        $$$"""{"storageType":"{{{vector.StorageType}}}","pathOrInlineDv":{{{JsonSerializer.Serialize(vector.PathOrInlineDv)}}},"offset":{{{vector.Offset?.ToString() ?? "null"}}},"sizeInBytes":{{{vector.SizeInBytes}}},"cardinality":{{{vector.Cardinality}}}}""";
}
