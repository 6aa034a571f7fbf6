using System.Text.Json;

namespace LakeVersion.Delta.Actions;

/// <summary>The fields of an <c>add</c>, <c>remove</c> or <c>cdc</c>, found in their line and not copied out of it.</summary>
/// <remarks>The three share most fields, so one loop reads all; one instance reads line after line without allocating.</remarks>
internal sealed class FileFields
{
    public TextSlice? Path { get; private set; }

    /// <summary>Where the object of partition values stands, with its braces; its values are known to be texts or null.</summary>
    public (int Start, int Length)? PartitionValues { get; private set; }

    public long? Size { get; private set; }

    public long? ModificationTime { get; private set; }

    public long? DeletionTimestamp { get; private set; }

    public bool? DataChange { get; private set; }

    public bool? ExtendedFileMetadata { get; private set; }

    public TextSlice? Stats { get; private set; }

    public Dictionary<string, string?>? Tags { get; private set; }

    public DeletionVectorDescriptor? DeletionVector { get; private set; }

    public long? BaseRowId { get; private set; }

    public long? DefaultRowCommitVersion { get; private set; }

    public string? ClusteringProvider { get; private set; }

    /// <summary>Fields that this version does not know, as raw JSON by name; only of adds.</summary>
    public Dictionary<string, string>? Others { get; private set; }

    /// <summary>Reads an action; the reader stands on its opening brace.</summary>
    /// <exception cref="JsonException">A field is not of its type.</exception>
    public void Read(ref Utf8JsonReader reader, bool keepOthers)
    {
        Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadField(ref reader, keepOthers);
        }
    }

    /// <summary>Checks what every add must have (PROTOCOL.md, "Add File and Remove File").</summary>
    /// <exception cref="JsonException">A field is missing.</exception>
    public void CheckAdd()
    {
        JsonValues.Required(Path, "path");
        JsonValues.Required(PartitionValues, "partitionValues");
        JsonValues.Required(Size, "size");
        JsonValues.Required(ModificationTime, "modificationTime");
        JsonValues.Required(DataChange, "dataChange");
    }

    private void Clear()
    {
        (Path, PartitionValues, Size, ModificationTime, DeletionTimestamp, DataChange, ExtendedFileMetadata) = (null, null, null, null, null, null, null);
        (Stats, Tags, DeletionVector, BaseRowId, DefaultRowCommitVersion, ClusteringProvider, Others) = (null, null, null, null, null, null, null);
    }

    // In the order in which writers write them.
    private void ReadField(ref Utf8JsonReader reader, bool keepOthers)
    {
        if (Is(ref reader, "path"u8))
        {
            Path = TextSlice.At(ref reader);
        }
        else if (Is(ref reader, "partitionValues"u8))
        {
            PartitionValues = Map(ref reader);
        }
        else if (Is(ref reader, "size"u8))
        {
            Size = JsonValues.LongOrNull(ref reader);
        }
        else if (Is(ref reader, "modificationTime"u8))
        {
            ModificationTime = JsonValues.LongOrNull(ref reader);
        }
        else if (Is(ref reader, "dataChange"u8))
        {
            DataChange = JsonValues.BoolOrNull(ref reader);
        }
        else if (Is(ref reader, "stats"u8))
        {
            Stats = TextSlice.AtOrNull(ref reader);
        }
        else
        {
            ReadRareField(ref reader, keepOthers);
        }
    }

    private void ReadRareField(ref Utf8JsonReader reader, bool keepOthers)
    {
        var name = JsonValues.Name(ref reader);
        reader.Read();
        switch (name)
        {
            case "deletionTimestamp": DeletionTimestamp = JsonValues.LongOrNull(ref reader); break;
            case "extendedFileMetadata": ExtendedFileMetadata = JsonValues.BoolOrNull(ref reader); break;
            case "tags": Tags = JsonValues.MapOrNull(ref reader, lenient: true); break;
            case "deletionVector": DeletionVector = DeletionVectorReader.Read(ref reader); break;
            case "baseRowId": BaseRowId = JsonValues.LongOrNull(ref reader); break;
            case "defaultRowCommitVersion": DefaultRowCommitVersion = JsonValues.LongOrNull(ref reader); break;
            case "clusteringProvider": ClusteringProvider = JsonValues.TextOrNull(ref reader); break;
            default:
                if (keepOthers)
                {
                    (Others ??= new(StringComparer.Ordinal))[name] = JsonValues.Raw(ref reader);
                }
                else
                {
                    reader.Skip();
                }

                break;
        }
    }

    // True, with the reader moved to the value, where the reader stands on the field of this name.
    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    private static (int Start, int Length)? Map(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        JsonValues.Begin(ref reader);
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            JsonValues.CheckName(ref reader);
            reader.Read();
            _ = TextSlice.AtOrNull(ref reader);
        }

        return (start, (int)reader.BytesConsumed - start);
    }
}
