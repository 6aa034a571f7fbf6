using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Snapshots;

/// <summary>Builds snapshots from a log.</summary>
internal sealed class SnapshotLoader(IObjectStore folder, DeltaContext context)
{
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

        var start = known is not null && !(version < known.Version) ? known : null;
        var files = await LogListing.ListAsync(folder, (start?.Version ?? -1) + 1, cancellationToken).ConfigureAwait(false);
        var segment = LogSegment.Choose(files, start?.Version ?? -1, version, folder.Name);
        if (segment.Checkpoint.Count > 0)
        {
            throw LakeException.Unsupported(
                $"The log of {folder.Name} begins behind version 0 and needs the checkpoint {segment.Checkpoint[0].Key}, which this version does not read.");
        }

        return segment.Commits.Count == 0 && start is not null ? start : await ReplayAsync(start, segment, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<DeltaSnapshot> ReplayAsync(DeltaSnapshot? start, LogSegment segment, CancellationToken cancellationToken)
    {
        var state = start?.State.Copy() ?? new TableState();
        var index = 0;
        await foreach (var commit in LogReader.ReadAsync(folder, segment.Commits, cancellationToken).ConfigureAwait(false))
        {
            state.Apply(commit, segment.Commits[index++].Info.Modified);
        }

        return DeltaSnapshot.Of(state, folder, context);
    }
}
