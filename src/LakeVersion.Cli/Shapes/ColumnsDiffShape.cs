using LakeVersion.Delta.Comparing;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv diff --columns</c>.</summary>
internal sealed record ColumnsDiffShape
{
    public int Version { get; init; } = 1;

    public required DiffSideShape From { get; init; }

    public required DiffSideShape To { get; init; }

    public required string Table { get; init; }

    /// <summary>The columns of the later revision in its order, then those that only the earlier one has.</summary>
    public required IReadOnlyList<ColumnPairShape> Columns { get; init; }
}

/// <summary>A column's figures on both sides; null where a side lacks it.</summary>
internal sealed record ColumnPairShape(string Name, ColumnFigures? Before, ColumnFigures? After);
