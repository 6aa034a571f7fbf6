using System.Text.Json;

namespace LakeVersion.Delta.Actions;

/// <summary>Reads <c>add</c>, <c>remove</c> and <c>cdc</c>. The reader stands on the opening brace.</summary>
internal static class FileActionReader
{
    public static AddFile Add(ref Utf8JsonReader reader)
    {
        var fields = new Fields { KeepOthers = true };
        fields.Read(ref reader);
        return new AddFile
        {
            Path = JsonValues.Required(fields.Path, "path"),
            PartitionValues = JsonValues.Required(fields.PartitionValues, "partitionValues"),
            Size = JsonValues.Required(fields.Size, "size"),
            ModificationTime = JsonValues.Required(fields.ModificationTime, "modificationTime"),
            DataChange = JsonValues.Required(fields.DataChange, "dataChange"),
            Stats = fields.Stats,
            Tags = fields.Tags,
            DeletionVector = fields.DeletionVector,
            BaseRowId = fields.BaseRowId,
            DefaultRowCommitVersion = fields.DefaultRowCommitVersion,
            ClusteringProvider = fields.ClusteringProvider,
            OtherFields = fields.Others,
        };
    }

    public static RemoveFile Remove(ref Utf8JsonReader reader)
    {
        var fields = new Fields();
        fields.Read(ref reader);
        return new RemoveFile
        {
            Path = JsonValues.Required(fields.Path, "path"),
            DataChange = JsonValues.Required(fields.DataChange, "dataChange"),
            DeletionTimestamp = fields.DeletionTimestamp,
            ExtendedFileMetadata = fields.ExtendedFileMetadata,
            PartitionValues = fields.PartitionValues,
            Size = fields.Size,
            Stats = fields.Stats,
            Tags = fields.Tags,
            DeletionVector = fields.DeletionVector,
            BaseRowId = fields.BaseRowId,
            DefaultRowCommitVersion = fields.DefaultRowCommitVersion,
        };
    }

    public static ChangeDataFile Cdc(ref Utf8JsonReader reader)
    {
        var fields = new Fields();
        fields.Read(ref reader);
        return new ChangeDataFile
        {
            Path = JsonValues.Required(fields.Path, "path"),
            PartitionValues = JsonValues.Required(fields.PartitionValues, "partitionValues"),
            Size = JsonValues.Required(fields.Size, "size"),
        };
    }

    private static DeletionVectorDescriptor? DeletionVector(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        JsonValues.Begin(ref reader);
        string? type = null, place = null;
        int? offset = null, size = null;
        long? cardinality = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonValues.Name(ref reader);
            reader.Read();
            switch (name)
            {
                case "storageType": type = JsonValues.Text(ref reader); break;
                case "pathOrInlineDv": place = JsonValues.Text(ref reader); break;
                case "offset": offset = reader.TokenType == JsonTokenType.Null ? null : JsonValues.Int(ref reader); break;
                case "sizeInBytes": size = JsonValues.Int(ref reader); break;
                case "cardinality": cardinality = JsonValues.Long(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return new DeletionVectorDescriptor
        {
            StorageType = JsonValues.Required(type, "deletionVector.storageType"),
            PathOrInlineDv = JsonValues.Required(place, "deletionVector.pathOrInlineDv"),
            Offset = offset,
            SizeInBytes = JsonValues.Required(size, "deletionVector.sizeInBytes"),
            Cardinality = JsonValues.Required(cardinality, "deletionVector.cardinality"),
        };
    }

    // The three actions share most fields, so one loop reads all.
    private sealed class Fields
    {
        public bool KeepOthers { get; init; }
        public string? Path { get; private set; }
        public Dictionary<string, string?>? PartitionValues { get; private set; }
        public long? Size { get; private set; }
        public long? ModificationTime { get; private set; }
        public long? DeletionTimestamp { get; private set; }
        public bool? DataChange { get; private set; }
        public bool? ExtendedFileMetadata { get; private set; }
        public string? Stats { get; private set; }
        public Dictionary<string, string?>? Tags { get; private set; }
        public DeletionVectorDescriptor? DeletionVector { get; private set; }
        public long? BaseRowId { get; private set; }
        public long? DefaultRowCommitVersion { get; private set; }
        public string? ClusteringProvider { get; private set; }
        public Dictionary<string, string>? Others { get; private set; }

        public void Read(ref Utf8JsonReader reader)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = JsonValues.Name(ref reader);
                reader.Read();
                ReadField(name, ref reader);
            }
        }

        private void ReadField(string name, ref Utf8JsonReader reader)
        {
            switch (name)
            {
                case "path": Path = JsonValues.Text(ref reader); break;
                case "partitionValues": PartitionValues = JsonValues.MapOrNull(ref reader); break;
                case "size": Size = JsonValues.LongOrNull(ref reader); break;
                case "modificationTime": ModificationTime = JsonValues.LongOrNull(ref reader); break;
                case "deletionTimestamp": DeletionTimestamp = JsonValues.LongOrNull(ref reader); break;
                case "dataChange": DataChange = JsonValues.BoolOrNull(ref reader); break;
                case "extendedFileMetadata": ExtendedFileMetadata = JsonValues.BoolOrNull(ref reader); break;
                case "stats": Stats = JsonValues.TextOrNull(ref reader); break;
                case "tags": Tags = JsonValues.MapOrNull(ref reader, lenient: true); break;
                case "deletionVector": DeletionVector = FileActionReader.DeletionVector(ref reader); break;
                case "baseRowId": BaseRowId = JsonValues.LongOrNull(ref reader); break;
                case "defaultRowCommitVersion": DefaultRowCommitVersion = JsonValues.LongOrNull(ref reader); break;
                case "clusteringProvider": ClusteringProvider = JsonValues.TextOrNull(ref reader); break;
                default: KeepOther(name, ref reader); break;
            }
        }

        private void KeepOther(string name, ref Utf8JsonReader reader)
        {
            if (KeepOthers)
            {
                (Others ??= new(StringComparer.Ordinal))[name] = JsonValues.Raw(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
