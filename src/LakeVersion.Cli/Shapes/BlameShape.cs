using System.Text.Json;
using LakeVersion.Cli.Output;
using LakeVersion.Tracing;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv blame</c>.</summary>
internal sealed record BlameShape
{
    public int Version { get; init; } = 1;

    public required string Revision { get; init; }

    public required string Path { get; init; }

    /// <summary>The values of the row's key, as given.</summary>
    public IReadOnlyList<string>? Key { get; init; }

    /// <summary>The commit that changed it last; left out with <c>--columns</c>.</summary>
    public CommitLineShape? Commit { get; init; }

    /// <summary>For a row: its cells, in the table's order of columns.</summary>
    public IReadOnlyList<CellBlameShape>? Cells { get; init; }

    /// <summary>With <c>--columns</c>: the columns, in the table's order.</summary>
    public IReadOnlyList<ColumnBlameShape>? Columns { get; init; }
}

/// <summary>Which commit a cell is from.</summary>
internal sealed record CellBlameShape(string Column, JsonElement Value, CommitLineShape Commit)
{
    public static CellBlameShape Of(CellBlame cell) => new(cell.Column, JsonText.Element(cell.Value)!.Value, CommitLineShape.Of(cell.Commit));
}

/// <summary>Which commit a column's definition is from.</summary>
internal sealed record ColumnBlameShape(string Column, string Type, bool Nullable, CommitLineShape Commit)
{
    public static ColumnBlameShape Of(ColumnBlame column) => new(column.Column, column.Type, column.Nullable, CommitLineShape.Of(column.Commit));
}
