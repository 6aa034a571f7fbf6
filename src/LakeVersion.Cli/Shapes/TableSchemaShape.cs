namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv table schema</c>.</summary>
internal sealed record TableSchemaShape
{
    public int Version { get; init; } = 1;

    public required string Revision { get; init; }

    public required string Table { get; init; }

    /// <summary>The version of the table's own log.</summary>
    public required long TableVersion { get; init; }

    /// <summary>The table's id.</summary>
    public required string Id { get; init; }

    public required IReadOnlyList<ColumnShape> Columns { get; init; }

    /// <summary>The columns that divide its files, in order.</summary>
    public required IReadOnlyList<string> PartitionColumns { get; init; }

    public required IReadOnlyDictionary<string, string?> Properties { get; init; }

    /// <summary>Rows; null where statistics do not tell.</summary>
    public long? Rows { get; init; }

    public required long Files { get; init; }
}

/// <summary>A column; its type in Delta's words.</summary>
internal sealed record ColumnShape(string Name, string Type, bool Nullable);
