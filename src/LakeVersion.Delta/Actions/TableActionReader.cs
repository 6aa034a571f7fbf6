using System.Text.Json;

namespace LakeVersion.Delta.Actions;

/// <summary>Reads the actions that describe the table. The reader stands on the opening brace.</summary>
internal static class TableActionReader
{
    public static ProtocolAction Protocol(ref Utf8JsonReader reader)
    {
        int? readerVersion = null, writerVersion = null;
        List<string>? readerFeatures = null, writerFeatures = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonValues.Name(ref reader);
            reader.Read();
            switch (name)
            {
                case "minReaderVersion": readerVersion = JsonValues.Int(ref reader); break;
                case "minWriterVersion": writerVersion = JsonValues.Int(ref reader); break;
                case "readerFeatures": readerFeatures = JsonValues.ListOrNull(ref reader); break;
                case "writerFeatures": writerFeatures = JsonValues.ListOrNull(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return new ProtocolAction
        {
            MinReaderVersion = JsonValues.Required(readerVersion, "minReaderVersion"),
            MinWriterVersion = JsonValues.Required(writerVersion, "minWriterVersion"),
            ReaderFeatures = readerFeatures,
            WriterFeatures = writerFeatures,
        };
    }

    public static MetadataAction Metadata(ref Utf8JsonReader reader)
    {
        string? id = null, tableName = null, description = null, schema = null, provider = null;
        Dictionary<string, string?>? options = null, configuration = null;
        Dictionary<string, string>? others = null;
        List<string>? partitionColumns = null;
        long? createdTime = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonValues.Name(ref reader);
            reader.Read();
            switch (name)
            {
                case "id": id = JsonValues.Text(ref reader); break;
                case "name": tableName = JsonValues.TextOrNull(ref reader); break;
                case "description": description = JsonValues.TextOrNull(ref reader); break;
                case "format": (provider, options) = Format(ref reader); break;
                case "schemaString": schema = JsonValues.Text(ref reader); break;
                case "partitionColumns": partitionColumns = JsonValues.ListOrNull(ref reader); break;
                case "createdTime": createdTime = JsonValues.LongOrNull(ref reader); break;
                case "configuration": configuration = JsonValues.MapOrNull(ref reader); break;
                default: (others ??= new(StringComparer.Ordinal))[name] = JsonValues.Raw(ref reader); break;
            }
        }

        return new MetadataAction
        {
            Id = JsonValues.Required(id, "id"),
            Name = tableName,
            Description = description,
            FormatProvider = provider ?? "parquet",
            FormatOptions = options ?? [],
            SchemaString = JsonValues.Required(schema, "schemaString"),
            PartitionColumns = partitionColumns ?? [],
            CreatedTime = createdTime,
            Configuration = configuration ?? [],
            OtherFields = others,
        };
    }

    public static AppTransaction Txn(ref Utf8JsonReader reader)
    {
        string? appId = null;
        long? version = null, lastUpdated = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonValues.Name(ref reader);
            reader.Read();
            switch (name)
            {
                case "appId": appId = JsonValues.Text(ref reader); break;
                case "version": version = JsonValues.Long(ref reader); break;
                case "lastUpdated": lastUpdated = JsonValues.LongOrNull(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return new AppTransaction
        {
            AppId = JsonValues.Required(appId, "appId"),
            Version = JsonValues.Required(version, "version"),
            LastUpdated = lastUpdated,
        };
    }

    public static DomainMetadata Domain(ref Utf8JsonReader reader)
    {
        string? domain = null, configuration = null;
        bool? removed = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonValues.Name(ref reader);
            reader.Read();
            switch (name)
            {
                case "domain": domain = JsonValues.Text(ref reader); break;
                case "configuration": configuration = JsonValues.Text(ref reader); break;
                case "removed": removed = JsonValues.Bool(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return new DomainMetadata
        {
            Domain = JsonValues.Required(domain, "domain"),
            Configuration = JsonValues.Required(configuration, "configuration"),
            Removed = JsonValues.Required(removed, "removed"),
        };
    }

    public static SidecarFile Sidecar(ref Utf8JsonReader reader)
    {
        string? path = null;
        long? size = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonValues.Name(ref reader);
            reader.Read();
            switch (name)
            {
                case "path": path = JsonValues.Text(ref reader); break;
                case "sizeInBytes": size = JsonValues.Long(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return new SidecarFile(JsonValues.Required(path, "path"), JsonValues.Required(size, "sizeInBytes"));
    }

    private static (string? Provider, Dictionary<string, string?>? Options) Format(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        JsonValues.Begin(ref reader);
        string? provider = null;
        Dictionary<string, string?>? options = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonValues.Name(ref reader);
            reader.Read();
            switch (name)
            {
                case "provider": provider = JsonValues.TextOrNull(ref reader); break;
                case "options": options = JsonValues.MapOrNull(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return (provider, options);
    }
}
