namespace LakeVersion.Versioning.Mirroring;

/// <summary>What one log of a mirror lacks.</summary>
/// <param name="Log">The log's key prefix.</param>
/// <param name="From">The number of the first entry to bring.</param>
/// <param name="To">The number of the last; less than <paramref name="From"/> where nothing is new.</param>
/// <param name="Start">The log's first entry in the mirror; null where it begins at 1.</param>
internal sealed record LogPlan(string Log, long From, long To, LogStart? Start)
{
    /// <summary>How many entries there are to bring.</summary>
    public long Count => Math.Max(0, To - From + 1);
}
