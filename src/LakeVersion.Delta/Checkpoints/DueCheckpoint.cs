using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>A checkpoint of a version that is written where it is due, for those who commit by other means than <see cref="DeltaTable"/>.</summary>
public static class DueCheckpoint
{
    /// <summary>Writes a checkpoint of a committed version, if what came to the log since the newest one asks for it.</summary>
    /// <param name="folder">The table's folder.</param>
    /// <param name="context">Engine, clock and ids.</param>
    /// <param name="table">The table at the version.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The checkpoint; null where none is due, or the table holds what no checkpoint can hold.</returns>
    public static async ValueTask<CheckpointResult?> WriteAsync(
        IObjectStore folder, DeltaContext context, DeltaSnapshot table, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(table);
        if (!CheckpointPolicy.IsDue(table.Version, table.State.Growth, table.Properties))
        {
            return null;
        }

        try
        {
            return await new CheckpointWriter(folder, context).WriteAsync(table, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Unsupported or LakeErrorKind.Corrupt)
        {
            // The table was read without it, and is again.
            return null;
        }
    }
}
