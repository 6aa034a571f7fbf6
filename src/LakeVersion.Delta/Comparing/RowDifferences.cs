using Apache.Arrow;

namespace LakeVersion.Delta.Comparing;

/// <summary>What became of rows.</summary>
public enum RowDifferenceKind
{
    /// <summary>Only the later version has them.</summary>
    Inserted,

    /// <summary>Only the earlier version has them.</summary>
    Deleted,

    /// <summary>Both have a row of the key, with other cells.</summary>
    Changed,
}

/// <summary>Rows that differ in one way. The batches are the receiver's to dispose of.</summary>
/// <param name="Kind">What became of them.</param>
/// <param name="Before">The rows as they were; null where inserted.</param>
/// <param name="After">The rows as they are; null where deleted. Where changed, row i of <paramref name="Before"/> became row i of this.</param>
public sealed record RowDifferences(RowDifferenceKind Kind, RecordBatch? Before, RecordBatch? After) : IDisposable
{
    /// <summary>How many rows: those of either side.</summary>
    public int Count => (After ?? Before)!.Length;

    /// <inheritdoc/>
    public void Dispose()
    {
        Before?.Dispose();
        After?.Dispose();
    }
}
