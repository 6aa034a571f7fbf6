using LakeVersion.Delta.Checkpoints;
using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Snapshots;

/// <summary>Builds snapshots from a log.</summary>
/// <remarks>
/// (1) From a known snapshot only the commits behind it are read. (2) Else the newest complete checkpoint at or below the version is
/// taken, found by listing from where the hint points, or from the beginning where that leads to nothing. (3) A damaged checkpoint or
/// compaction says nothing that commits and older checkpoints do not: it is left out where they suffice.
/// </remarks>
internal sealed class SnapshotLoader(IObjectStore folder, DeltaContext context)
{
    private const int MostSteps = 100;

    /// <summary>Loads a version, going on from a known snapshot where that saves reading.</summary>
    /// <param name="known">A snapshot of the same log; null for none.</param>
    /// <param name="version">The version; null for the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<DeltaSnapshot> LoadAsync(DeltaSnapshot? known, long? version, CancellationToken cancellationToken)
    {
        if (version < 0)
        {
            throw LakeException.Invalid($"{version} is not a version: versions count from 0.");
        }

        if (known is not null && version == known.Version)
        {
            return known;
        }

        return known is not null && !(version < known.Version) && await ContinueAsync(known, version, cancellationToken).ConfigureAwait(false) is { } next
            ? next
            : DeltaSnapshot.Of(await LoadAsync(version, cancellationToken).ConfigureAwait(false), folder, context);
    }

    // 1. Null where commits behind the known one were cleaned up meanwhile, or are so many that a checkpoint is nearer.
    private async ValueTask<DeltaSnapshot?> ContinueAsync(DeltaSnapshot known, long? version, CancellationToken cancellationToken)
    {
        // From the known version on, as its checkpoint may have been written since.
        var listed = await LogListing.ListAsync(folder, known.Version, cancellationToken).ConfigureAwait(false);
        List<LogFile> files = [.. listed.Where(file => file.Version > known.Version)];
        List<LogFile> commits = [.. files.Where(file => file.Kind == LogFileKind.Commit)];
        if (version > (commits.Count > 0 ? commits[^1].Version : known.Version))
        {
            // The whole log words the error.
            return null;
        }

        if (files.Count > 0 && (!commits.Exists(file => file.Version == known.Version + 1) || (commits.Count > MostSteps && Checkpoint.Of(files).Count > 0)))
        {
            return null;
        }

        var segment = LogSegment.Choose(commits, known.Version, version, folder.Name);
        return segment.Steps.Count == 0 ? known : DeltaSnapshot.Of(await ReplayAsync(known.State, segment, Checkpoint.Of(listed), cancellationToken).ConfigureAwait(false), folder, context);
    }

    // 2, 3
    private async ValueTask<TableState> LoadAsync(long? version, CancellationToken cancellationToken)
    {
        var files = await ListAsync(version, cancellationToken).ConfigureAwait(false);
        LakeException? damage = null;
        var damaged = new HashSet<StoreKey>();
        while (true)
        {
            LogSegment segment;
            try
            {
                segment = LogSegment.Choose(files, -1, version, folder.Name);
            }
            catch (LakeException) when (damage is not null)
            {
                throw damage;
            }

            try
            {
                return await ReplayAsync(TableState.Empty, segment, [], cancellationToken).ConfigureAwait(false);
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt && segment.Shortcuts.Any())
            {
                damage ??= e;
                damaged.UnionWith(segment.Shortcuts);
            }

            // The version that was the newest stays the one wanted, even where only the damaged file told of it.
            version ??= segment.Version;
            files = [.. (await LogListing.ListAsync(folder, 0, cancellationToken).ConfigureAwait(false)).Where(file => !damaged.Contains(file.Key))];
        }
    }

    private async ValueTask<List<LogFile>> ListAsync(long? version, CancellationToken cancellationToken)
    {
        var hint = await LastCheckpoint.ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        if (hint is { } at && !(version < at))
        {
            var files = await LogListing.ListAsync(folder, Math.Max(0, at - CommitTimes.LookBehind), cancellationToken).ConfigureAwait(false);
            if (Checkpoint.Of(files).Any(checkpoint => !(checkpoint.Version > version)))
            {
                return files;
            }
        }

        return await LogListing.ListAsync(folder, 0, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TableState> ReplayAsync(
        TableState from, LogSegment segment, IReadOnlyList<Checkpoint> seen, CancellationToken cancellationToken)
    {
        var builder = new StateBuilder(from);
        if (segment.Checkpoint is { } checkpoint)
        {
            var content = await new CheckpointReader(folder, context).ReadAsync(checkpoint, builder, cancellationToken).ConfigureAwait(false);
            builder.Begin(checkpoint, content);
        }

        var index = 0;
        await foreach (var commit in LogReader.ScanAsync(folder, segment.Steps, cancellationToken).ConfigureAwait(false))
        {
            builder.Apply(segment.Steps[index++], commit);
        }

        if (segment.Last is { } last && (segment.Steps.Count == 0 || segment.Steps[^1].Key != last.Key))
        {
            var content = await LogReader.ReadAsync(folder, last.Key, cancellationToken).ConfigureAwait(false);
            builder.Tell(ParsedCommit.FirstInfo(last.Version, content));
        }

        builder.See(seen.Where(checkpoint => checkpoint.Version <= segment.Version));
        var times = CommitTimes.Of(segment.Commits, from.Version < 0 ? null : from.FileTime);
        return builder.Build(segment.Last is null ? CommitTimes.Of(segment.Checkpoint!.Files)[0] : times[^1]);
    }
}
