namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv delta schema</c>.</summary>
internal sealed record DeltaSchemaShape
{
    public int Version { get; init; } = 1;

    public required string Location { get; init; }

    public required long TableVersion { get; init; }

    /// <summary>The table's id.</summary>
    public required string Id { get; init; }

    public required IReadOnlyList<ColumnShape> Columns { get; init; }

    /// <summary>The columns that divide its files, in order.</summary>
    public required IReadOnlyList<string> PartitionColumns { get; init; }
}
