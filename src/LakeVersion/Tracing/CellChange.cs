namespace LakeVersion.Tracing;

/// <summary>What a commit did to a cell of a row.</summary>
/// <param name="Column">The column's name then; of a column that is gone, the name that it had.</param>
/// <param name="Before">The value before, as JSON (<c>null</c> for a null); null where the row was not there.</param>
/// <param name="After">The value after, as JSON; null where the row is not there any more.</param>
public sealed record CellChange(string Column, string? Before, string? After);
