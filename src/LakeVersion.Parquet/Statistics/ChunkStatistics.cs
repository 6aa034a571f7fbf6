using Apache.Arrow.Types;
using LakeVersion.Parquet.Footers;

namespace LakeVersion.Parquet.Statistics;

/// <summary>Statistics of leaf columns from the chunks of a footer.</summary>
internal static class ChunkStatistics
{
    /// <summary>Statistics of one row group of a file that anyone may have written.</summary>
    /// <remarks>Floating-point leaves have no bounds: the format leaves NaN out of them and does not say that it was there.</remarks>
    public static IReadOnlyList<ParquetColumnStatistics> OfGroup(IReadOnlyList<LeafColumn> leaves, FooterRowGroup group)
    {
        var result = new ParquetColumnStatistics[leaves.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var leaf = leaves[i];
            var nulls = leaf.Stored.IsRepeated || IsDenied(group.Chunks[i]) ? null : group.Chunks[i].NullCount;
            result[i] = Of(leaf, [group.Chunks[i]], nulls, hasBounds: leaf.Type is not (FloatType or DoubleType or HalfFloatType));
        }

        return result;
    }

    // Bounds are there, so a value is: readers that pass over a chunk of nulls must not believe a damaged count.
    private static bool IsDenied(FooterChunk chunk) => chunk.NullCount == chunk.ValueCount && (chunk.Min ?? chunk.Max) is not null;

    /// <summary>Statistics of a file that was just written, from its chunks and what was counted while writing.</summary>
    public static IReadOnlyList<ParquetColumnStatistics> OfFile(
        IReadOnlyList<LeafColumn> leaves, IReadOnlyList<FooterRowGroup> groups, LeafTally tally) =>
        [.. leaves.Select((leaf, i) => Of(
            leaf, groups.Select(group => group.Chunks[i]), leaf.Stored.IsRepeated ? null : tally.NullCount(i), !tally.HasNaN(i)))];

    /// <summary>Statistics of a leaf over several chunks.</summary>
    public static ParquetColumnStatistics Of(LeafColumn leaf, IEnumerable<FooterChunk> chunks, long? nullCount, bool hasBounds)
    {
        byte[]? min = null, max = null;
        var (hasMin, hasMax) = (hasBounds, hasBounds);
        foreach (var chunk in chunks)
        {
            // A chunk of nothing but nulls has no bounds and takes none away.
            if (chunk.NullCount == chunk.ValueCount)
            {
                continue;
            }

            hasMin = hasMin && BoundOrder.IsValue(leaf, chunk.Min);
            hasMax = hasMax && BoundOrder.IsValue(leaf, chunk.Max);
            min = hasMin && (min is null || BoundOrder.Compare(leaf, chunk.Min!, min) < 0) ? chunk.Min : min;
            max = hasMax && (max is null || BoundOrder.Compare(leaf, chunk.Max!, max) > 0) ? chunk.Max : max;
        }

        return new ParquetColumnStatistics(
            leaf.Stored.Path,
            nullCount,
            hasMin && min is not null ? BoundArray.Of(leaf, min, isMax: false) : null,
            hasMax && max is not null ? BoundArray.Of(leaf, max, isMax: true) : null);
    }
}
