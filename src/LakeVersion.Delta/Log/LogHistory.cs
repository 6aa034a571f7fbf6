using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>Reads what commits say of themselves, newest first.</summary>
internal static class LogHistory
{
    public static async ValueTask<IReadOnlyList<HistoryEntry>> ReadAsync(IObjectStore folder, int? limit, CancellationToken cancellationToken)
    {
        var files = await LogListing.ListAsync(folder, 0, cancellationToken).ConfigureAwait(false);
        var commits = files.Where(file => file.Kind == LogFileKind.Commit).OrderBy(file => file.Version).ToList();
        var times = CommitTimes.Of(commits);
        var first = Math.Max(0, commits.Count - (limit ?? int.MaxValue));
        var entries = new List<HistoryEntry>();
        var index = first;
        await foreach (var commit in LogReader.ReadAsync(folder, commits[first..], cancellationToken).ConfigureAwait(false))
        {
            entries.Add(Entry(commit, times[index++]));
        }

        entries.Reverse();
        return entries;
    }

    private static HistoryEntry Entry(ParsedCommit commit, DateTimeOffset fileTime)
    {
        var info = commit.Info ?? new Actions.CommitInfo();
        var time = info.InCommitTimestamp is { } own and >= 0 && own <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(own)
            : fileTime;
        return new HistoryEntry(
            commit.Version, time, info.Operation, info.OperationParameters, info.OperationMetrics, info.UserName, info.UserMetadata, info.EngineInfo);
    }
}
