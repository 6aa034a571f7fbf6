using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tracing;

/// <summary>Which commits a row is from.</summary>
/// <param name="Commit">The one that changed it last.</param>
/// <param name="Cells">Each cell with the commit that it is from, in the table's order of columns.</param>
public sealed record RowBlame(Commit Commit, IReadOnlyList<CellBlame> Cells);

/// <summary>Which commit a cell is from.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">The value, as JSON.</param>
/// <param name="Commit">The commit that gave it this value last.</param>
public sealed record CellBlame(string Column, string Value, Commit Commit);
