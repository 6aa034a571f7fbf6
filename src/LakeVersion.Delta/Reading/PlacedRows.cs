using Apache.Arrow;

namespace LakeVersion.Delta.Reading;

/// <summary>Rows of a file with their places in it.</summary>
/// <param name="Batch">Rows that follow one another in the file, those that are left out included.</param>
/// <param name="First">The position in the file of the batch's first row.</param>
/// <param name="Rows">The rows of the batch that are left, ascending; null for all.</param>
internal readonly record struct PlacedRows(RecordBatch Batch, long First, int[]? Rows)
{
    /// <summary>The rows of the batch that are left, ascending.</summary>
    public int[] Left => Rows ?? [.. Enumerable.Range(0, Batch.Length)];
}
