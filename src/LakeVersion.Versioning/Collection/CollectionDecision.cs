namespace LakeVersion.Versioning.Collection;

/// <summary>What a collection lets go of: decided from logs and settings before anything is written. Pure.</summary>
/// <param name="SweepMax">The youngest epoch that may be deleted from; -1 for none.</param>
/// <param name="LowWater">Log → the least entry number whose state is kept: the maxima of now and all records before.</param>
/// <param name="Grace">The grace period.</param>
internal sealed record CollectionDecision(long SweepMax, IReadOnlyDictionary<string, long> LowWater, TimeSpan Grace)
{
    /// <summary>The youngest epoch that was over a grace period ago; its age counts from its end.</summary>
    public static long SweepMaxAt(DateTimeOffset storeTime, TimeSpan grace, long epochSeconds)
    {
        var seconds = Math.Max(0, (storeTime - grace).ToUnixTimeSeconds());
        return Math.Min((seconds / epochSeconds) - 1, uint.MaxValue - 1L);
    }

    /// <summary>Takes in what the records before let go of: neither low water nor the sweep ever goes back.</summary>
    public static CollectionDecision Of(GcView before, long sweepMax, IEnumerable<KeyValuePair<string, long>> lowWater, TimeSpan grace)
    {
        var all = new SortedDictionary<string, long>(before.LowWater.ToDictionary(), StringComparer.Ordinal);
        foreach (var (log, low) in lowWater)
        {
            // Every log keeps all from 1 on unless something is said.
            if (low > 1)
            {
                all[log] = Math.Max(low, all.GetValueOrDefault(log));
            }
        }

        return new CollectionDecision(Math.Max(sweepMax, before.SweepMax), all, grace);
    }

    /// <summary>True where it lets go of a state that the record before kept: readers of it are then given the grace period.</summary>
    public static bool Expires(IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> after) =>
        after.Any(pair => pair.Value > before.GetValueOrDefault(pair.Key, 1));

    /// <summary>True where a record of it would say anything new.</summary>
    public bool IsNewAfter(GcView before) => SweepMax > before.SweepMax || Expires(before.LowWater, LowWater);
}
