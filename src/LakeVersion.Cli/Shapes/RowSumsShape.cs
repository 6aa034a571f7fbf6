namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv diff --table --rows</c> with <c>--stat</c>, or into a file.</summary>
internal sealed record RowSumsShape
{
    public int Version { get; init; } = 1;

    public required DiffSideShape From { get; init; }

    public required DiffSideShape To { get; init; }

    public required string Table { get; init; }

    /// <summary>The columns by which rows were compared; empty where whole rows were.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    public required long Inserted { get; init; }

    public required long Deleted { get; init; }

    public required long Changed { get; init; }

    /// <summary>The local file that the rows were written to; null where they were not.</summary>
    public string? Destination { get; init; }
}
