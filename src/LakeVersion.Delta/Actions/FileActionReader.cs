using System.Text.Json;

namespace LakeVersion.Delta.Actions;

/// <summary>Reads <c>add</c>, <c>remove</c> and <c>cdc</c> as actions. The reader stands on the opening brace.</summary>
internal static class FileActionReader
{
    public static AddFile Add(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        var fields = new FileFields();
        fields.Read(ref reader, keepOthers: true);
        fields.CheckAdd();
        return new AddFile
        {
            Path = fields.Path!.Value.Text(line),
            PartitionValues = Map(line, fields.PartitionValues)!,
            Size = fields.Size!.Value,
            ModificationTime = fields.ModificationTime!.Value,
            DataChange = fields.DataChange!.Value,
            Stats = fields.Stats?.Text(line),
            Tags = fields.Tags,
            DeletionVector = fields.DeletionVector,
            BaseRowId = fields.BaseRowId,
            DefaultRowCommitVersion = fields.DefaultRowCommitVersion,
            ClusteringProvider = fields.ClusteringProvider,
            OtherFields = fields.Others,
        };
    }

    public static RemoveFile Remove(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        var fields = new FileFields();
        fields.Read(ref reader, keepOthers: false);
        return new RemoveFile
        {
            Path = JsonValues.Required(fields.Path, "path").Text(line),
            DataChange = JsonValues.Required(fields.DataChange, "dataChange"),
            DeletionTimestamp = fields.DeletionTimestamp,
            ExtendedFileMetadata = fields.ExtendedFileMetadata,
            PartitionValues = Map(line, fields.PartitionValues),
            Size = fields.Size,
            Stats = fields.Stats?.Text(line),
            Tags = fields.Tags,
            DeletionVector = fields.DeletionVector,
            BaseRowId = fields.BaseRowId,
            DefaultRowCommitVersion = fields.DefaultRowCommitVersion,
        };
    }

    public static ChangeDataFile Cdc(ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        var fields = new FileFields();
        fields.Read(ref reader, keepOthers: false);
        return new ChangeDataFile
        {
            Path = JsonValues.Required(fields.Path, "path").Text(line),
            PartitionValues = Map(line, JsonValues.Required(fields.PartitionValues, "partitionValues"))!,
            Size = JsonValues.Required(fields.Size, "size"),
        };
    }

    /// <summary>The partition values that stand at a place of a line; null for none.</summary>
    public static Dictionary<string, string?>? Map(ReadOnlySpan<byte> line, (int Start, int Length)? place)
    {
        if (place is not var (start, length))
        {
            return null;
        }

        var reader = new Utf8JsonReader(line.Slice(start, length));
        reader.Read();
        return JsonValues.Map(ref reader);
    }
}
