using System.Globalization;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>When a checkpoint is due: cost follows change. Pure.</summary>
/// <remarks>
/// (1) There is none within ten versions of the one before, (2) one when the commits since then are as long as a tenth of it, (3) and
/// always one after a hundred. (4) A table's <c>delta.checkpointInterval</c> binds: it stands for the ten versions, and nothing is asked of
/// lengths. (5) Of ten versions only the tenth makes one, so that writers side by side do not all make the same; where that one failed
/// again and again, from ten times as many on every version does.
/// </remarks>
internal static class CheckpointPolicy
{
    public const string Interval = "delta.checkpointInterval";

    private const long Least = 10;
    private const int Most = 10;
    private const int Share = 10;

    /// <param name="version">The newest version.</param>
    /// <param name="growth">What came since the newest checkpoint, up to that version.</param>
    /// <param name="properties">The table's properties.</param>
    public static bool IsDue(long version, LogGrowth growth, IReadOnlyDictionary<string, string?> properties)
    {
        var isSet = long.TryParse(properties.GetValueOrDefault(Interval), NumberStyles.None, CultureInfo.InvariantCulture, out var interval) && interval > 0;
        var least = isSet ? Math.Min(interval, long.MaxValue / Most) : Least; // 4
        var since = version - Math.Max(0, growth.CheckpointVersion);
        return since >= Most * least // 3, 5
            || (since >= least && since % least == 0 && (isSet || growth.JsonBytes >= growth.CheckpointBytes / Share)); // 1, 2, 5
    }
}
