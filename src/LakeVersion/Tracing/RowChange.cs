using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tracing;

/// <summary>What a commit did to a row.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Kind">What it did.</param>
/// <param name="Cells">The cells: all of a row that came or went, else those that changed, in the table's order of columns.</param>
public sealed record RowChange(Commit Commit, RowChangeKind Kind, IReadOnlyList<CellChange> Cells);

/// <summary>What happened to a row.</summary>
public enum RowChangeKind
{
    /// <summary>It came.</summary>
    Inserted,

    /// <summary>Cells of it changed.</summary>
    Changed,

    /// <summary>It went.</summary>
    Deleted,
}
