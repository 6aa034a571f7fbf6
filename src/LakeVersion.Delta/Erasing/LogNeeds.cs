using LakeVersion.Delta.Checkpoints;
using LakeVersion.Delta.Log;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Erasing;

/// <summary>Which files of a log its newest version is read from.</summary>
/// <param name="Version">The version.</param>
/// <param name="Keys">The checkpoint that it begins at with its sidecars, and the commits behind it.</param>
/// <param name="IsGone">True where the checkpoint was let go of or erased.</param>
public sealed record LogNeeds(long Version, IReadOnlyList<StoreKey> Keys, bool IsGone)
{
    /// <summary>Chooses them from the listing; no file is opened but the hint, and a checkpoint that has sidecars.</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="context">The engine.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">NotFound: no log is there. Corrupt: versions are missing, or a file is damaged.</exception>
    public static async ValueTask<LogNeeds> ReadAsync(IObjectStore folder, DeltaContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(context);
        var hint = await OrAsync(0L, async () => await LastCheckpoint.ReadAsync(folder, cancellationToken).ConfigureAwait(false) ?? 0).ConfigureAwait(false);
        var files = await LogListing.ListAsync(folder, hint, cancellationToken).ConfigureAwait(false);
        if (hint > 0 && Checkpoint.Of(files).Count == 0)
        {
            files = await LogListing.ListAsync(folder, 0, cancellationToken).ConfigureAwait(false);
        }

        var segment = LogSegment.Choose(files, -1, null, folder.Name);
        IEnumerable<LogFile> needed = [.. segment.Checkpoint?.Files ?? [], .. segment.Steps, .. segment.Last is { } last ? [last] : (LogFile[])[]];
        IReadOnlyList<StoreKey>? sidecars = segment.Checkpoint is { } checkpoint && checkpoint.Files[0].Kind == LogFileKind.UuidCheckpoint
            ? await OrAsync(null, async () => (IReadOnlyList<StoreKey>?)await new CheckpointReader(folder, context).SidecarsAsync(checkpoint, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false)
            : [];
        return new LogNeeds(segment.Version, [.. needed.Select(file => file.Key).Concat(sidecars ?? []).Distinct()], sidecars is null);
    }

    private static async ValueTask<T> OrAsync<T>(T gone, Func<ValueTask<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Expired)
        {
            return gone;
        }
    }
}
