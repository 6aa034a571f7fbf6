using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tracing;

/// <summary>Which commit a column's definition is from.</summary>
/// <param name="Column">The column.</param>
/// <param name="Type">Its type, in Delta's words.</param>
/// <param name="Nullable">False where no row may be null.</param>
/// <param name="Commit">The commit that added it or changed its definition last.</param>
public sealed record ColumnBlame(string Column, string Type, bool Nullable, Commit Commit);
