using LakeVersion.Delta.Actions;
using LakeVersion.Delta.DeletionVectors;

namespace LakeVersion.Delta.Editing;

/// <summary>A file of which rows are changed.</summary>
/// <param name="File">The file.</param>
/// <param name="RowCount">Its rows, those that its vector deletes included; null where it was not opened and statistics do not say.</param>
/// <param name="Rows">The rows that are changed; null for all that the table has of it.</param>
/// <param name="Deleted">How many of them are deleted; null where unknown.</param>
/// <param name="Updated">How many of them get new values.</param>
internal sealed record TouchedFile(AddFile File, long? RowCount, RowMarks? Rows, long? Deleted, long Updated)
{
    /// <summary>The rows that the table has of the file; null where unknown.</summary>
    public long? LiveCount => RowCount - (File.DeletionVector?.Cardinality ?? 0);

    /// <summary>True where no row of the file stays as it is.</summary>
    public bool IsWhole => Rows is null || Rows.Count == LiveCount;

    /// <summary>True where the table has the row, or had it before it was changed.</summary>
    public bool IsTouched(long position) => Rows?.Contains(position) != false;
}
