using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Parquet.Statistics;

/// <summary>Counts, while batches pass, what a footer does not say: rows without a value at a leaf, and whether there is a NaN.</summary>
/// <remarks>
/// The footer's null counts of nested leaves count slots, not rows, and its bounds pass over NaN in silence.
/// A leaf below a list or map has no value a row, so its null count is unknown.
/// </remarks>
internal sealed class LeafTally
{
    private readonly List<Leaf> leaves = [];
    private int next;

    /// <summary>Counts the rows of one batch.</summary>
    public void Add(RecordBatch batch)
    {
        next = 0;
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            Visit(batch.Column(i).Data, Absence.None, isRepeated: false);
        }
    }

    /// <summary>Rows without a value at a leaf; null where it is repeated.</summary>
    public long? NullCount(int leaf) => leaf >= leaves.Count ? 0 : leaves[leaf].IsRepeated ? null : leaves[leaf].NullCount;

    /// <summary>True where a leaf holds NaN.</summary>
    public bool HasNaN(int leaf) => leaf < leaves.Count && leaves[leaf].HasNaN;

    // The array is visited as its own window (offset, length); absent marks rows of the window whose parent is null.
    private void Visit(ArrayData data, Absence absent, bool isRepeated)
    {
        switch (data.DataType)
        {
            case StructType:
                var gone = isRepeated ? Absence.None : absent.And(data);
                foreach (var child in data.Children)
                {
                    Visit(child.Slice(data.Offset, data.Length), gone, isRepeated);
                }

                break;
            case ListType or MapType:
                var offsets = MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span);
                var (first, end) = data.Length == 0 ? (0, 0) : (offsets[data.Offset], offsets[data.Offset + data.Length]);
                Visit(data.Children[0].Slice(first, end - first), Absence.None, isRepeated: true);
                break;
            case NestedType:
                foreach (var child in data.Children)
                {
                    Visit(child, Absence.None, isRepeated: true);
                }

                break;
            default:
                Count(data, absent, isRepeated);
                break;
        }
    }

    private void Count(ArrayData data, Absence absent, bool isRepeated)
    {
        if (next == leaves.Count)
        {
            leaves.Add(new Leaf(isRepeated));
        }

        var leaf = leaves[next++];
        leaf.NullCount += absent.And(data).Count;
        leaf.HasNaN = leaf.HasNaN || data.DataType switch
        {
            FloatType => HoldsNaN<float>(data),
            DoubleType => HoldsNaN<double>(data),
            _ => false,
        };
    }

    private static bool HoldsNaN<T>(ArrayData data)
        where T : unmanaged, System.Numerics.IFloatingPoint<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(data.Buffers[1].Span).Slice(data.Offset, data.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (T.IsNaN(values[i]) && Absence.IsValid(data, i))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Leaf(bool isRepeated)
    {
        public bool IsRepeated { get; } = isRepeated;

        public long NullCount { get; set; }

        public bool HasNaN { get; set; }
    }
}
