using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LakeVersion.Delta.Actions;

/// <summary>Writes actions as the lines of a commit: one JSON object a line, absent fields left out.</summary>
internal static class ActionWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The content of a commit file: every action on its own line, each closed by a line feed.</summary>
    public static byte[] Write(IEnumerable<DeltaAction> actions)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Options);
        foreach (var action in actions)
        {
            json.WriteStartObject();
            WriteBody(json, action);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteBody(Utf8JsonWriter json, DeltaAction action)
    {
        switch (action)
        {
            case AddFile add:
                json.WriteStartObject("add");
                WriteAdd(json, add);
                break;
            case RemoveFile remove:
                json.WriteStartObject("remove");
                WriteRemove(json, remove);
                break;
            case ChangeDataFile change:
                json.WriteStartObject("cdc");
                json.WriteString("path", change.Path);
                Map(json, "partitionValues", change.PartitionValues);
                json.WriteNumber("size", change.Size);
                json.WriteBoolean("dataChange", false);
                break;
            case CommitInfo info:
                json.WriteStartObject("commitInfo");
                WriteCommitInfo(json, info);
                break;
            case MetadataAction metadata:
                json.WriteStartObject("metaData");
                WriteMetadata(json, metadata);
                break;
            case ProtocolAction protocol:
                json.WriteStartObject("protocol");
                json.WriteNumber("minReaderVersion", protocol.MinReaderVersion);
                json.WriteNumber("minWriterVersion", protocol.MinWriterVersion);
                List(json, "readerFeatures", protocol.ReaderFeatures);
                List(json, "writerFeatures", protocol.WriterFeatures);
                break;
            case AppTransaction txn:
                json.WriteStartObject("txn");
                json.WriteString("appId", txn.AppId);
                json.WriteNumber("version", txn.Version);
                Number(json, "lastUpdated", txn.LastUpdated);
                break;
            case DomainMetadata domain:
                json.WriteStartObject("domainMetadata");
                json.WriteString("domain", domain.Domain);
                json.WriteString("configuration", domain.Configuration);
                json.WriteBoolean("removed", domain.Removed);
                break;
            case SidecarFile sidecar:
                json.WriteStartObject("sidecar");
                json.WriteString("path", sidecar.Path);
                json.WriteNumber("sizeInBytes", sidecar.SizeBytes);
                Number(json, "modificationTime", sidecar.ModificationTime);
                break;
            case CheckpointMetadata checkpoint:
                json.WriteStartObject("checkpointMetadata");
                json.WriteNumber("version", checkpoint.Version);
                break;
            default:
                throw new NotSupportedException($"Actions of the type {action.GetType().Name} are not written.");
        }

        json.WriteEndObject();
    }

    private static void WriteAdd(Utf8JsonWriter json, AddFile add)
    {
        json.WriteString("path", add.Path);
        Map(json, "partitionValues", add.PartitionValues);
        json.WriteNumber("size", add.Size);
        json.WriteNumber("modificationTime", add.ModificationTime);
        json.WriteBoolean("dataChange", add.DataChange);
        Text(json, "stats", add.Stats);
        Map(json, "tags", add.Tags);
        DeletionVector(json, add.DeletionVector);
        Number(json, "baseRowId", add.BaseRowId);
        Number(json, "defaultRowCommitVersion", add.DefaultRowCommitVersion);
        Text(json, "clusteringProvider", add.ClusteringProvider);
        Others(json, add.OtherFields);
    }

    private static void WriteRemove(Utf8JsonWriter json, RemoveFile remove)
    {
        json.WriteString("path", remove.Path);
        Number(json, "deletionTimestamp", remove.DeletionTimestamp);
        json.WriteBoolean("dataChange", remove.DataChange);
        Bool(json, "extendedFileMetadata", remove.ExtendedFileMetadata);
        Map(json, "partitionValues", remove.PartitionValues);
        Number(json, "size", remove.Size);
        Text(json, "stats", remove.Stats);
        Map(json, "tags", remove.Tags);
        DeletionVector(json, remove.DeletionVector);
        Number(json, "baseRowId", remove.BaseRowId);
        Number(json, "defaultRowCommitVersion", remove.DefaultRowCommitVersion);
    }

    private static void WriteCommitInfo(Utf8JsonWriter json, CommitInfo info)
    {
        Number(json, "inCommitTimestamp", info.InCommitTimestamp);
        Number(json, "timestamp", info.Timestamp);
        Text(json, "userId", info.UserId);
        Text(json, "userName", info.UserName);
        Text(json, "operation", info.Operation);
        Map(json, "operationParameters", info.OperationParameters);
        Number(json, "readVersion", info.ReadVersion);
        Text(json, "isolationLevel", info.IsolationLevel);
        Bool(json, "isBlindAppend", info.IsBlindAppend);
        Map(json, "operationMetrics", info.OperationMetrics);
        Text(json, "userMetadata", info.UserMetadata);
        Text(json, "engineInfo", info.EngineInfo);
        Text(json, "txnId", info.TxnId);
    }

    private static void WriteMetadata(Utf8JsonWriter json, MetadataAction metadata)
    {
        json.WriteString("id", metadata.Id);
        Text(json, "name", metadata.Name);
        Text(json, "description", metadata.Description);
        json.WriteStartObject("format");
        json.WriteString("provider", metadata.FormatProvider);
        Map(json, "options", metadata.FormatOptions);
        json.WriteEndObject();
        json.WriteString("schemaString", metadata.SchemaString);
        List(json, "partitionColumns", metadata.PartitionColumns);
        Map(json, "configuration", metadata.Configuration);
        Number(json, "createdTime", metadata.CreatedTime);
        Others(json, metadata.OtherFields);
    }

    private static void DeletionVector(Utf8JsonWriter json, DeletionVectorDescriptor? vector)
    {
        if (vector is null)
        {
            return;
        }

        json.WriteStartObject("deletionVector");
        json.WriteString("storageType", vector.StorageType);
        json.WriteString("pathOrInlineDv", vector.PathOrInlineDv);
        Number(json, "offset", vector.Offset);
        json.WriteNumber("sizeInBytes", vector.SizeInBytes);
        json.WriteNumber("cardinality", vector.Cardinality);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void Bool(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } flag)
        {
            json.WriteBoolean(name, flag);
        }
    }

    private static void List(Utf8JsonWriter json, string name, IReadOnlyList<string>? values)
    {
        if (values is not null)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    }

    private static void Map(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string?>? values)
    {
        if (values is not null)
        {
            json.WriteStartObject(name);
            foreach (var (key, value) in values)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }
    }

    private static void Others(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? fields)
    {
        foreach (var (name, raw) in fields ?? new Dictionary<string, string>())
        {
            json.WritePropertyName(name);
            json.WriteRawValue(raw, skipInputValidation: true);
        }
    }
}
