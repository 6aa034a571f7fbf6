using System.Text.Json;
using LakeVersion.Cli.Output;
using LakeVersion.Tracing;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv table history --key</c>.</summary>
internal sealed record RowHistoryShape
{
    public int Version { get; init; } = 1;

    public required string Revision { get; init; }

    public required string Table { get; init; }

    /// <summary>The values of the row's key, as given.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<RowChangeShape> Changes { get; init; }
}

/// <summary>What a commit did to the row: <c>inserted</c>, <c>changed</c> or <c>deleted</c>.</summary>
internal sealed record RowChangeShape(CommitLineShape Commit, string Kind, IReadOnlyList<CellChangeShape> Cells)
{
    public static RowChangeShape Of(RowChange change) => new(
        CommitLineShape.Of(change.Commit),
        change.Kind.ToString().ToLowerInvariant(),
        [.. change.Cells.Select(cell => new CellChangeShape(cell.Column, JsonText.Element(cell.Before), JsonText.Element(cell.After)))]);
}

/// <summary>A cell; <c>before</c> is left out of an inserted row and <c>after</c> of a deleted one.</summary>
internal sealed record CellChangeShape(string Column, JsonElement? Before, JsonElement? After);
