using Apache.Arrow;
using LakeVersion.Rows.Kernels;

namespace LakeVersion.Delta.Clustering;

/// <summary>Gathers rows with their places on a curve, and gives them out in its order; rows of one place in the order in which they came.</summary>
internal sealed class RowSorter
{
    // Files are closed at their target to within so many rows.
    private const int BatchRowCount = 8_192;

    private readonly List<RecordBatch> batches = [];
    private readonly List<ulong> places = [];

    /// <summary>The rows held, in bytes as they lie in memory.</summary>
    public long SizeBytes { get; private set; }

    public int Count => places.Count;

    /// <summary>Holds rows of a batch, which stays the caller's.</summary>
    public void Add(RecordBatch batch, ReadOnlySpan<int> rows, ReadOnlySpan<ulong> placesOfBatch)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        var taken = BatchRows.Take(batch, rows);
        batches.Add(taken);
        SizeBytes += taken.Arrays.Sum(array => Writing.PartitionBuffer.SizeOf(array.Data));
        foreach (var row in rows)
        {
            places.Add(placesOfBatch[row]);
        }
    }

    /// <summary>Gives all rows out, and holds none.</summary>
    public IEnumerable<RecordBatch> TakeSorted()
    {
        if (batches.Count == 0)
        {
            yield break;
        }

        var all = BatchRows.Concatenate(batches[0].Schema, batches);
        var keys = places.ToArray();
        var order = Enumerable.Range(0, keys.Length).ToArray();
        batches.Clear();
        places.Clear();
        SizeBytes = 0;

        // Sorting by place and then by index is stable.
        order.AsSpan().Sort((left, right) => keys[left] != keys[right] ? keys[left].CompareTo(keys[right]) : left.CompareTo(right));
        for (var begin = 0; begin < order.Length; begin += BatchRowCount)
        {
            yield return BatchRows.Take(all, order.AsSpan(begin, Math.Min(BatchRowCount, order.Length - begin)));
        }
    }
}
