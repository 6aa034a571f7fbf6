namespace LakeVersion.Delta.Clustering;

/// <summary>Tells of a column's values how far up they stand among all of them, as a number of some bits. Pure; safe to share.</summary>
/// <remarks>By rank, not by value, so that each column divides the rows evenly whatever its values are. Nulls stand first.</remarks>
internal sealed class ColumnRanks
{
    private readonly OrderKey[] limits;
    private readonly uint highest;

    /// <param name="sample">Values of the column, in any order; sorted by the call.</param>
    /// <param name="bits">Bits of a rank.</param>
    public ColumnRanks(OrderKey[] sample, int bits)
    {
        Array.Sort(sample);
        highest = (1u << bits) - 1;
        limits = Limits(sample, (int)Math.Min(highest, int.MaxValue));
    }

    /// <summary>The rank; null for null. Equal values have equal ranks.</summary>
    public uint Of(OrderKey? value)
    {
        if (value is not { } key)
        {
            return 0;
        }

        var found = Array.BinarySearch(limits, key);
        var below = found >= 0 ? found + 1 : ~found;

        // The ranks in use are spread over all bits: of interleaved bits the highest count most.
        return limits.Length == 0 ? highest : (uint)((ulong)highest * (uint)(below + 1) / (uint)(limits.Length + 1));
    }

    // All different values where they are few, else some at even distances.
    private static OrderKey[] Limits(OrderKey[] sample, int most)
    {
        var different = new List<OrderKey>();
        foreach (var key in sample)
        {
            if (different.Count == 0 || different[^1].CompareTo(key) != 0)
            {
                different.Add(key);
            }
        }

        if (different.Count <= most)
        {
            return [.. different];
        }

        var limits = new List<OrderKey>(most);
        for (var i = 0; i < most; i++)
        {
            var key = sample[(int)((long)i * sample.Length / most)];
            if (limits.Count == 0 || limits[^1].CompareTo(key) != 0)
            {
                limits.Add(key);
            }
        }

        return [.. limits];
    }
}
