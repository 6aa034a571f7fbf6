using LakeVersion.Delta.Checkpoints;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Upkeep;

/// <summary>Deletes the files of a plain table's log that have expired, never one that a version in the retention needs.</summary>
internal sealed class LogCleaner(IObjectStore folder, DeltaContext context)
{
    // "Preserve files that are less than a day old (as of midnight UTC), to not break in-progress checkpoints."
    private static readonly TimeSpan SidecarAge = TimeSpan.FromDays(1);

    /// <exception cref="LakeException">Invalid: the table's retention is no length of time. Unsupported: a feature that is unknown here.</exception>
    public async ValueTask<LogCleanUpResult> RunAsync(DeltaSnapshot table, LogCleanUpOptions options, CancellationToken cancellationToken)
    {
        TableFeatures.CheckMaintainable(table.Protocol, table.Metadata, folder.Name);
        var retention = RetentionTime.Of(table.Properties, RetentionTime.Log, RetentionTime.DefaultLog);
        var now = await folder.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        var (files, checksums) = await ListAsync(cancellationToken).ConfigureAwait(false);
        var plan = new LogCleanUpPlan(files, checksums);
        var beginning = await FirstReadableAsync(plan.Beginnings(LogCleanUpPlan.CutOff(now, retention)), cancellationToken).ConfigureAwait(false);
        List<(StoreKey Key, ObjectInfo Info)> expired = beginning is null ? [] : [.. plan.Before(beginning)];
        var gone = expired.Select(file => file.Key).ToHashSet();
        var left = files.Where(file => !gone.Contains(file.Key)).ToList();
        expired.AddRange(await SidecarsAsync(left, LogCleanUpPlan.CutOff(now, SidecarAge), cancellationToken).ConfigureAwait(false));
        if (!options.DryRun && expired.Count > 0)
        {
            await folder.DeleteAsync([.. expired.Select(file => file.Key)], cancellationToken).ConfigureAwait(false);
        }

        return new LogCleanUpResult(First(left), [.. expired.Select(file => file.Key.Value)], expired.Sum(file => file.Info.SizeBytes));
    }

    private static long First(List<LogFile> left) =>
        left.Any(file => file is { Kind: LogFileKind.Commit, Version: 0 }) ? 0 : Checkpoint.Of(left).Select(checkpoint => checkpoint.Version).DefaultIfEmpty(0).Min();

    private async ValueTask<(List<LogFile> Files, List<(long Version, StoreKey Key, ObjectInfo Info)> Checksums)> ListAsync(CancellationToken cancellationToken)
    {
        var (files, checksums) = (new List<LogFile>(), new List<(long, StoreKey, ObjectInfo)>());
        var request = new ListRequest { Prefix = LogKeys.Folder, Folders = true };
        await foreach (var item in folder.ListAsync(request, cancellationToken).ConfigureAwait(false))
        {
            if (item.Info is not { } info)
            {
                continue;
            }

            if (LogFile.Parse(item.Name, info) is { } file)
            {
                files.Add(file);
            }
            else if (LogCleanUpPlan.ChecksumVersion(item.Name) is { } version)
            {
                checksums.Add((version, StoreKey.Parse(item.Name), info));
            }
        }

        return (files, checksums);
    }

    // What replaces the commits must be readable before they go.
    private async ValueTask<Checkpoint?> FirstReadableAsync(IReadOnlyList<Checkpoint> candidates, CancellationToken cancellationToken)
    {
        foreach (var checkpoint in candidates)
        {
            try
            {
                var builder = new StateBuilder(TableState.Empty);
                builder.Begin(checkpoint, await new CheckpointReader(folder, context).ReadAsync(checkpoint, null, cancellationToken).ConfigureAwait(false));
                _ = DeltaSnapshot.Of(builder.Build(checkpoint.Files[0].Info.Modified), folder, context);
                return checkpoint;
            }
            catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported)
            {
                // An older one may do: more stays then.
            }
        }

        return null;
    }

    // Sidecars that no checkpoint names. Where one cannot be read, all stay.
    private async ValueTask<List<(StoreKey Key, ObjectInfo Info)>> SidecarsAsync(List<LogFile> left, DateTimeOffset cutOff, CancellationToken cancellationToken)
    {
        var old = new List<(StoreKey Key, ObjectInfo Info)>();
        await foreach (var item in folder.ListAsync(new ListRequest { Prefix = LogKeys.SidecarFolder }, cancellationToken).ConfigureAwait(false))
        {
            if (item.Info is { } info && info.Modified < cutOff)
            {
                old.Add((StoreKey.Parse(item.Name), info));
            }
        }

        if (old.Count == 0)
        {
            return old;
        }

        var named = new HashSet<StoreKey>();
        foreach (var checkpoint in Checkpoint.Of(left))
        {
            try
            {
                named.UnionWith(await new CheckpointReader(folder, context).SidecarsAsync(checkpoint, cancellationToken).ConfigureAwait(false));
            }
            catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported)
            {
                return [];
            }
        }

        return [.. old.Where(file => !named.Contains(file.Key))];
    }
}
