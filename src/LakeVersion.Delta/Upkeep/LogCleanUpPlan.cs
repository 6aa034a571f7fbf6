using System.Globalization;
using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Upkeep;

/// <summary>Decides which files of a log have expired (PROTOCOL.md, "Metadata Cleanup"). Pure.</summary>
/// <remarks>
/// (1) Commits younger than the retention stay, counted from midnight UTC, and the newest one before them, which was the table then.
/// (2) So does the newest checkpoint at or below that one with all commits from its own on: every version from there can be built. Without
/// such a checkpoint nothing goes. (3) What lies before the checkpoint goes; compactions that begin at or below it too.
/// </remarks>
/// <param name="files">The log: what replay needs.</param>
/// <param name="checksums">Its checksums, with their versions.</param>
internal sealed class LogCleanUpPlan(IReadOnlyList<LogFile> files, IReadOnlyList<(long Version, StoreKey Key, ObjectInfo Info)> checksums)
{
    /// <summary>The checkpoints at which the log may begin, best first (1, 2).</summary>
    /// <param name="cutOff">The time up to which commits have expired.</param>
    public IReadOnlyList<Checkpoint> Beginnings(DateTimeOffset cutOff)
    {
        var commits = files.Where(file => file.Kind == LogFileKind.Commit).OrderBy(file => file.Version).ToList();
        var times = CommitTimes.Of(commits);
        var expired = commits.Where((_, index) => times[index] <= cutOff).LastOrDefault();
        return expired is null
            ? []
            : [.. Checkpoint.Of(files).Where(checkpoint => checkpoint.Version <= expired.Version && HasCommits(commits, checkpoint.Version))];
    }

    /// <summary>What goes where the log begins at a checkpoint, oldest first (3).</summary>
    public IReadOnlyList<(StoreKey Key, ObjectInfo Info)> Before(Checkpoint beginning) =>
    [
        .. files.Where(file => file.Kind == LogFileKind.Compaction ? file.Version <= beginning.Version : file.Version < beginning.Version)
            .Select(file => (file.Version, file.Key, file.Info))
            .Concat(checksums.Where(file => file.Version < beginning.Version))
            .OrderBy(file => file.Version)
            .Select(file => (file.Key, file.Info)),
    ];

    /// <summary>Midnight UTC of the day on which the retention began.</summary>
    public static DateTimeOffset CutOff(DateTimeOffset now, TimeSpan retention) => now - DateTimeOffset.MinValue < retention
        ? DateTimeOffset.MinValue
        : new DateTimeOffset((now - retention).UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>The version of a checksum's name; null for other names.</summary>
    public static long? ChecksumVersion(string name)
    {
        var file = name.AsSpan(Math.Min(name.Length, LogKeys.Folder.Length));
        return file.Length == 24 && file.EndsWith(".crc") && long.TryParse(file[..20], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
    }

    // The checkpoint's own commit says who made the version and when; a log that lost one behind it is not touched.
    private static bool HasCommits(List<LogFile> commits, long version) =>
        commits.Where(file => file.Version >= version).Select((file, index) => file.Version == version + index).All(follows => follows)
        && commits.Any(file => file.Version == version);
}
