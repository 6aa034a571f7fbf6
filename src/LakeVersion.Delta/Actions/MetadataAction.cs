namespace LakeVersion.Delta.Actions;

/// <summary>The table's identity, schema, partitioning and properties (PROTOCOL.md, "Change Metadata").</summary>
public sealed record MetadataAction : DeltaAction
{
    /// <summary>The table's identity, usually a GUID. Two tables with different ids are different tables.</summary>
    public required string Id { get; init; }

    /// <summary>A name that a user gave; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>A description that a user gave; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>The format of data files; only <c>parquet</c> exists in practice.</summary>
    public string FormatProvider { get; init; } = "parquet";

    /// <summary>Options of the format; empty in practice.</summary>
    public IReadOnlyDictionary<string, string?> FormatOptions { get; init; } = new Dictionary<string, string?>();

    /// <summary>The schema as JSON (PROTOCOL.md, "Schema Serialization Format").</summary>
    public required string SchemaString { get; init; }

    /// <summary>The columns by which files are divided, in order.</summary>
    public required IReadOnlyList<string> PartitionColumns { get; init; }

    /// <summary>When the metadata was created, in milliseconds since the Unix epoch; null where unknown.</summary>
    public long? CreatedTime { get; init; }

    /// <summary>The table's properties, known or not; carried unchanged.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; init; } = new Dictionary<string, string?>();

    /// <summary>Fields that this version does not know, as raw JSON by name; carried unchanged.</summary>
    public IReadOnlyDictionary<string, string>? OtherFields { get; init; }
}
