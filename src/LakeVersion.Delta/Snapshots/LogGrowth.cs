using System.Collections.Immutable;
using LakeVersion.Delta.Log;

namespace LakeVersion.Delta.Snapshots;

/// <summary>What came to a log since its newest known checkpoint: what decides when the next one is due. Immutable.</summary>
/// <param name="From">The version behind which replay read commits: the checkpoint's that it began at, or -1.</param>
/// <param name="CheckpointVersion">The newest checkpoint known; -1 for none.</param>
/// <param name="CheckpointBytes">Its length.</param>
/// <param name="JsonBytes">The length of the commits behind it.</param>
/// <param name="Removing">The versions behind <paramref name="From"/> that remove files.</param>
internal sealed record LogGrowth(long From, long CheckpointVersion, long CheckpointBytes, long JsonBytes, ImmutableHashSet<long> Removing)
{
    public static LogGrowth None { get; } = Since(-1, 0);

    /// <summary>Nothing since a checkpoint.</summary>
    public static LogGrowth Since(long version, long sizeBytes) => new(version, version, sizeBytes, 0, []);

    /// <summary>With a commit or compaction more.</summary>
    public LogGrowth With(LogFile step, bool removes)
    {
        var removing = Removing;
        for (var version = step.Version; removes && version <= step.EndVersion; version++)
        {
            removing = removing.Add(version);
        }

        return this with { JsonBytes = JsonBytes + step.Info.SizeBytes, Removing = removing };
    }

    /// <summary>With the newest of some checkpoints, where that is newer. The commits behind it count as none, which is too few by at most one update.</summary>
    public LogGrowth See(IEnumerable<Checkpoint> checkpoints) => checkpoints.MaxBy(checkpoint => checkpoint.Version) is { } newest && newest.Version > CheckpointVersion
        ? this with { CheckpointVersion = newest.Version, CheckpointBytes = newest.Files.Sum(file => file.Info.SizeBytes), JsonBytes = 0 }
        : this;

    /// <summary>False where a commit or compaction is known to remove no file.</summary>
    public bool MayRemove(LogFile step)
    {
        for (var version = step.Version; version <= step.EndVersion; version++)
        {
            if (version <= From || Removing.Contains(version))
            {
                return true;
            }
        }

        return false;
    }
}
