using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Changes;

/// <summary>Finds the changes between two versions by the log alone; no data file is opened.</summary>
internal sealed class ChangePlanner(IObjectStore folder, DeltaContext context, SnapshotLoader loader)
{
    /// <exception cref="LakeException">NotFound: a version that does not exist, was cleaned up, or whose changes were not recorded.
    /// Invalid: the range ends before it begins. Unsupported: the columns changed within it.</exception>
    public async ValueTask<TableChanges> PlanAsync(DeltaSnapshot newest, long from, long? until, CancellationToken cancellationToken)
    {
        var to = until ?? newest.Version;
        CheckRange(newest, from, to);
        var log = await LogListing.ListAsync(folder, Math.Max(0, from - CommitTimes.LookBehind), cancellationToken).ConfigureAwait(false);
        var commits = log.Where(file => file.Kind == LogFileKind.Commit).OrderBy(file => file.Version).ToList();
        var range = commits.Where(file => file.Version >= from && file.Version <= to).ToList();
        CheckWhole(range, commits, from, to);

        var times = CommitTimes.Of(commits).Zip(commits).ToDictionary(pair => pair.Second.Version, pair => pair.First);
        var end = await loader.LoadAsync(newest, to, cancellationToken).ConfigureAwait(false);
        var start = await loader.LoadAsync(newest, from, cancellationToken).ConfigureAwait(false);
        var rules = new ChangeRules(folder.Name, end.Metadata, to);
        var (protocol, metadata) = (start.Protocol, start.Metadata);
        var changes = new List<FileChange>();
        await foreach (var commit in LogReader.ReadAsync(folder, range, cancellationToken).ConfigureAwait(false))
        {
            protocol = commit.Actions<ProtocolAction>().LastOrDefault() ?? protocol;
            metadata = commit.Actions<MetadataAction>().LastOrDefault() ?? metadata;
            rules.Check(commit.Version, protocol, metadata);
            changes.AddRange(CommitChanges.Of(commit, Time(commit, protocol, metadata, times[commit.Version])));
        }

        return new TableChanges(end, context, from, await CompleteAsync(end, changes, cancellationToken).ConfigureAwait(false));
    }

    private void CheckRange(DeltaSnapshot newest, long from, long to)
    {
        if (Math.Max(from, to) > newest.Version)
        {
            throw LakeException.NotFound($"{folder.Name} has no version {Math.Max(from, to)}; the newest is {newest.Version}.");
        }

        if (from < 0 || to < from)
        {
            throw LakeException.Invalid(from < 0
                ? $"{from} is not a version: versions count from 0."
                : $"The changes asked for end at version {to}, before they begin at {from}.");
        }
    }

    private void CheckWhole(List<LogFile> range, List<LogFile> commits, long from, long to)
    {
        var missing = from;
        foreach (var file in range.TakeWhile(file => file.Version == missing))
        {
            missing = file.Version + 1;
        }

        if (missing <= to)
        {
            var readable = commits.FirstOrDefault(file => file.Version > missing)?.Version;
            var last = (readable ?? (to + 1)) - 1;
            throw LakeException.NotFound(
                $"The changes of {(missing >= last ? $"version {missing}" : $"versions {missing} to {last}")} of {folder.Name} are gone: the log no longer has {LogKeys.Commit(missing)}."
                + (readable is { } first ? $" The first version behind them is {first}." : ""));
        }
    }

    private static DateTimeOffset Time(ParsedCommit commit, ProtocolAction protocol, MetadataAction metadata, DateTimeOffset fileTime) =>
        TableFeatures.HasCommitTimestamps(protocol, metadata) && commit.Info?.InCommitTimestamp is { } own
            && own >= 0 && own <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(own)
            : fileTime;

    // Old writers leave out of a remove how the table is divided; the version before still knows it.
    private async ValueTask<List<FileChange>> CompleteAsync(DeltaSnapshot end, List<FileChange> changes, CancellationToken cancellationToken)
    {
        DeltaSnapshot? before = null;
        for (var i = 0; i < changes.Count; i++)
        {
            var (version, file) = (changes[i].Version, changes[i].File);
            if (file.PartitionValues is not null || end.PartitionColumns.Count == 0)
            {
                continue;
            }

            before = version == 0 || before?.Version == version - 1 ? before : await loader.LoadAsync(before, version - 1, cancellationToken).ConfigureAwait(false);
            var added = before?.Files.FirstOrDefault(candidate => FilePath.Decode(candidate.Path) == FilePath.Decode(file.Path))
                ?? throw LakeException.Corrupt($"Version {version} of {folder.Name} removes '{file.Path}', which the table did not have.");
            changes[i] = changes[i] with { File = file with { PartitionValues = added.PartitionValues } };
        }

        return changes;
    }
}
