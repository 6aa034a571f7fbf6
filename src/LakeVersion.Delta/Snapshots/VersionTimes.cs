using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Snapshots;

/// <summary>Finds the version that a table had at a time (PROTOCOL.md, "Recommendations for Readers of Tables with In-Commit Timestamps").</summary>
internal sealed class VersionTimes(IObjectStore folder)
{
    /// <summary>The newest version committed at or before a time.</summary>
    /// <param name="latest">The newest snapshot, which says from which version on commits carry their own time.</param>
    /// <param name="time">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">NotFound: the time lies before the first version; the message names that one's time.</exception>
    public async ValueTask<long> FindAsync(DeltaSnapshot latest, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var files = await LogListing.ListAsync(folder, 0, cancellationToken).ConfigureAwait(false);
        var commits = files.Where(file => file.Kind == LogFileKind.Commit && file.Version <= latest.Version).OrderBy(file => file.Version).ToList();
        if (commits.Count == 0)
        {
            // Only a checkpoint is left of the log.
            return latest.Timestamp <= time ? latest.Version : throw TooEarly(latest.Version, latest.Timestamp, time);
        }

        var (enabledVersion, enabledTime) = Enablement(latest);
        var own = commits.Where(file => file.Version >= enabledVersion).ToList();
        var (found, first) = own.Count > 0 && (commits.Count == own.Count || time.ToUnixTimeMilliseconds() >= enabledTime)
            ? await SearchAsync(own, time, cancellationToken).ConfigureAwait(false)
            : ByFileTime([.. commits.Where(file => file.Version < enabledVersion)], time);
        return found ?? OfCheckpoint(files, commits[0].Version - 1, time) ?? throw TooEarly(commits[0].Version, first, time);
    }

    // The commit right before those that are left may live on as a checkpoint: it was made before that, and nothing came between.
    private static long? OfCheckpoint(List<LogFile> files, long version, DateTimeOffset time) =>
        Checkpoint.Of(files).FirstOrDefault(checkpoint => checkpoint.Version == version) is { } checkpoint && CommitTimes.Of(checkpoint.Files)[0] <= time
            ? version
            : null;

    /// <summary>From which version on, and from which time, commits carry their own time; a version beyond all for never.</summary>
    private static (long Version, long Time) Enablement(DeltaSnapshot latest)
    {
        if (!latest.HasCommitTimestamps)
        {
            return (long.MaxValue, long.MaxValue);
        }

        var version = latest.Properties.GetValueOrDefault("delta.inCommitTimestampEnablementVersion");
        var time = latest.Properties.GetValueOrDefault("delta.inCommitTimestampEnablementTimestamp");
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        return long.TryParse(version, culture, out var number) && long.TryParse(time, culture, out var milliseconds) ? (number, milliseconds) : (0, 0);
    }

    // In-commit times ascend strictly, so a binary search reads the logarithm of the history.
    private async ValueTask<(long? Found, DateTimeOffset First)> SearchAsync(List<LogFile> commits, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var (low, high) = (0, commits.Count);
        DateTimeOffset? first = null;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var found = await TimeAsync(commits[middle].Version, cancellationToken).ConfigureAwait(false);
            first = middle == 0 ? found : first;
            (low, high) = found <= time ? (middle + 1, high) : (low, middle);
        }

        return (low > 0 ? commits[low - 1].Version : null, first ?? DateTimeOffset.MinValue);
    }

    private async ValueTask<DateTimeOffset> TimeAsync(long version, CancellationToken cancellationToken)
    {
        var content = await folder.GetAsync(LogKeys.Commit(version), cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.Corrupt($"{LogKeys.Commit(version)} of {folder.Name} was listed and is gone.");
        return ParsedCommit.FirstInfo(version, content)?.InCommitTimestamp is { } time
            ? Time(time, version)
            : throw LakeException.Corrupt($"{LogKeys.Commit(version)} of {folder.Name} does not begin with its in-commit timestamp.");
    }

    private static DateTimeOffset Time(long milliseconds, long version) =>
        milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw LakeException.Corrupt($"{LogKeys.Commit(version)} has the in-commit timestamp {milliseconds}, which is no time.");

    private static (long? Found, DateTimeOffset First) ByFileTime(List<LogFile> commits, DateTimeOffset time)
    {
        var times = CommitTimes.Of(commits);
        for (var i = commits.Count - 1; i >= 0; i--)
        {
            if (times[i] <= time)
            {
                return (commits[i].Version, times[0]);
            }
        }

        return (null, times[0]);
    }

    private LakeException TooEarly(long version, DateTimeOffset first, DateTimeOffset time) => LakeException.NotFound(
        $"{folder.Name} did not exist at {time:O}; its first version, {version}, is of {first:O}.");
}
