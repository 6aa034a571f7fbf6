using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Schemas;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Snapshots;

/// <summary>Which tables this version may read and write (PROTOCOL.md, "Table Features").</summary>
/// <remarks>A feature that asks for nothing unless something in the table uses it (a constraint, a mapping mode) is
/// refused only then, and always by its name. An unknown feature is always refused.</remarks>
internal static class TableFeatures
{
    public const string AppendOnly = "appendOnly";
    public const string InCommitTimestamp = "inCommitTimestamp";
    public const string TimestampNtz = "timestampNtz";
    public const string ChangeDataFeed = "changeDataFeed";
    public const string ColumnMapping = "columnMapping";
    public const string DeletionVectors = "deletionVectors";
    public const string V2Checkpoint = "v2Checkpoint";
    public const string ChangeFeedProperty = "delta.enableChangeDataFeed";
    public const string VectorsProperty = "delta.enableDeletionVectors";

    private static readonly HashSet<string> Readable = new(StringComparer.Ordinal)
    {
        TimestampNtz, "vacuumProtocolCheck", "v2Checkpoint", ColumnMapping, DeletionVectors,
        "typeWidening", "typeWidening-preview", "variantType", "variantType-preview", "variantShredding", "variantShredding-preview",
        AppendOnly, "invariants", "checkConstraints", "generatedColumns", "allowColumnDefaults", ChangeDataFeed, "identityColumns",
        "rowTracking", "domainMetadata", InCommitTimestamp, "clustering", "icebergCompatV1", "icebergCompatV2",
    };

    // Files without deletion vectors are legal in these, and checkpoints keep what all of them need.
    private static readonly HashSet<string> Writable = new(StringComparer.Ordinal)
    {
        TimestampNtz, "vacuumProtocolCheck", "v2Checkpoint", ColumnMapping, DeletionVectors,
        AppendOnly, "invariants", "checkConstraints", "generatedColumns", "allowColumnDefaults", ChangeDataFeed, "identityColumns",
        "domainMetadata", InCommitTimestamp, TypeWidening.Feature, RowTracking.Feature,
    };

    /// <exception cref="LakeException">Unsupported: the message names the version or feature. Corrupt: a protocol that cannot be.</exception>
    public static void CheckReadable(ProtocolAction protocol, MetadataAction metadata, string table)
    {
        if (protocol.MinReaderVersion is < 1 or > 3)
        {
            throw LakeException.Unsupported($"{table} needs a reader of version {protocol.MinReaderVersion}; this is one of version 3.");
        }

        if (protocol.MinReaderVersion == 3 && protocol.ReaderFeatures is null)
        {
            throw LakeException.Corrupt($"{table} says reader version 3 without a list of reader features.");
        }

        Refuse(protocol.ReaderFeatures ?? [], Readable, table, "read");
        if (metadata.FormatProvider != "parquet")
        {
            throw LakeException.Unsupported($"{table} stores its data as '{metadata.FormatProvider}'; only parquet is read.");
        }
    }

    /// <exception cref="LakeException">Unsupported: the message names the version, feature, column or constraint.</exception>
    public static void CheckWritable(ProtocolAction protocol, MetadataAction metadata, DeltaStruct schema, string table)
    {
        CheckReadable(protocol, metadata, table);
        if (protocol.MinWriterVersion is < 1 or > 7)
        {
            throw LakeException.Unsupported($"{table} needs a writer of version {protocol.MinWriterVersion}; this is one of version 7.");
        }

        if (protocol.MinWriterVersion == 7 && protocol.WriterFeatures is null)
        {
            throw LakeException.Corrupt($"{table} says writer version 7 without a list of writer features.");
        }

        Refuse(protocol.WriterFeatures ?? [], Writable, table, "write");
        // What the rules of rows need is looked at before anything is written.
        RowRules.Of(schema, metadata, DateTimeOffset.UnixEpoch, RuleFaults.Stored(table));
        foreach (var (path, field) in SchemaRules.Fields(schema, ""))
        {
            if (SchemaRules.Uses(field.Type, "void"))
            {
                throw LakeException.Unsupported($"Column '{path}' of {table} has the type void, which this version does not write.");
            }
        }
    }

    /// <summary>Checks what upkeep of the log needs, which changes no row: checkpoints, compactions, clean-up.</summary>
    /// <exception cref="LakeException">Unsupported: the message names the version or feature.</exception>
    public static void CheckMaintainable(ProtocolAction protocol, MetadataAction metadata, string table)
    {
        CheckReadable(protocol, metadata, table);
        if (protocol.MinWriterVersion is < 1 or > 7)
        {
            throw LakeException.Unsupported($"{table} needs a writer of version {protocol.MinWriterVersion}; this is one of version 7.");
        }

        Refuse(protocol.WriterFeatures ?? [], Readable, table, "maintain");
    }

    /// <summary>True where the protocol lists a feature for readers.</summary>
    public static bool Lists(ProtocolAction protocol, string feature) => Lists(protocol.ReaderFeatures, feature);

    /// <summary>How the table's columns are found in its files (PROTOCOL.md, "Reader Requirements for Column Mapping").</summary>
    /// <exception cref="LakeException">Unsupported: a mode that the specification does not know.</exception>
    public static ColumnMappingMode MappingOf(ProtocolAction protocol, MetadataAction metadata)
    {
        var mode = Maps(protocol) ? metadata.Configuration.GetValueOrDefault("delta.columnMapping.mode") : null;
        return mode?.ToLowerInvariant() switch
        {
            null or "none" => ColumnMappingMode.None,
            "name" => ColumnMappingMode.Name,
            "id" => ColumnMappingMode.Id,
            _ => throw LakeException.Unsupported($"The table maps its columns by '{mode}' (feature {ColumnMapping}); known are none, name and id."),
        };
    }

    /// <summary>True where rows may be added but never removed (PROTOCOL.md, "Append-only Tables").</summary>
    public static bool IsAppendOnly(ProtocolAction protocol, MetadataAction metadata) =>
        Flag(metadata, "delta.appendOnly") && (protocol.MinWriterVersion is >= 2 and < 7 || Lists(protocol.WriterFeatures, AppendOnly));

    /// <summary>True where commits carry their own time (PROTOCOL.md, "In-Commit Timestamps").</summary>
    public static bool HasCommitTimestamps(ProtocolAction protocol, MetadataAction metadata) =>
        Flag(metadata, "delta.enableInCommitTimestamps") && Lists(protocol.WriterFeatures, InCommitTimestamp);

    /// <summary>True where columns may take wider types (PROTOCOL.md, "Type Widening").</summary>
    public static bool WidensTypes(ProtocolAction protocol, MetadataAction metadata) =>
        Flag(metadata, TypeWidening.Property) && Lists(protocol.WriterFeatures, TypeWidening.Feature);

    /// <summary>True where versions record what they do to rows (PROTOCOL.md, "Writer Requirements for AddCDCFile").</summary>
    /// <remarks>Writers that are not bound to the property record nothing.</remarks>
    public static bool RecordsChanges(ProtocolAction protocol, MetadataAction metadata) =>
        Flag(metadata, ChangeFeedProperty) && (protocol.MinWriterVersion is >= 4 and < 7 || Lists(protocol.WriterFeatures, ChangeDataFeed));

    /// <summary>True where rows are deleted by vectors (PROTOCOL.md, "Deletion Vectors"); else their files are replaced.</summary>
    public static bool WritesVectors(ProtocolAction protocol, MetadataAction metadata) =>
        Flag(metadata, VectorsProperty) && Lists(protocol.ReaderFeatures, DeletionVectors) && Lists(protocol.WriterFeatures, DeletionVectors);

    private static bool Maps(ProtocolAction protocol) =>
        protocol.MinReaderVersion == 2 || Lists(protocol.ReaderFeatures, ColumnMapping) || Lists(protocol.WriterFeatures, ColumnMapping);

    private static bool Flag(MetadataAction metadata, string property) =>
        string.Equals(metadata.Configuration.GetValueOrDefault(property), "true", StringComparison.OrdinalIgnoreCase);

    private static bool Lists(IReadOnlyList<string>? features, string feature) => features?.Contains(feature) == true;

    private static void Refuse(IReadOnlyList<string> features, HashSet<string> known, string table, string verb)
    {
        var unknown = features.Where(feature => !known.Contains(feature)).ToList();
        if (unknown.Count > 0)
        {
            throw LakeException.Unsupported($"{table} uses {string.Join(", ", unknown)}, which this version does not {verb}.");
        }
    }
}
