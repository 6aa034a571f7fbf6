using LakeVersion.Delta.Checkpoints;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Upkeep;

/// <summary>What a plain table's log gets besides a commit: its checksum and, when due, a checkpoint and clean-up.</summary>
internal sealed class LogUpkeep(IObjectStore folder, DeltaContext context)
{
    private const string CleansUp = "delta.enableExpiredLogCleanup";

    /// <summary>Does what follows a commit that is in the log.</summary>
    /// <param name="transaction">What was committed.</param>
    /// <param name="staged">Its bytes.</param>
    /// <param name="previous">The version before; null for version 0.</param>
    /// <param name="cancellationToken">Ends the work, and is no failure of the commit.</param>
    public async ValueTask AfterCommitAsync(DeltaTransaction transaction, StagedCommit staged, DeltaSnapshot? previous, CancellationToken cancellationToken)
    {
        await TryAsync(() => WriteChecksumAsync(transaction, staged, previous, cancellationToken)).ConfigureAwait(false);
        if (previous is not null)
        {
            await TryAsync(() => CheckpointAsync(staged, previous, cancellationToken)).ConfigureAwait(false);
        }
    }

    // The commit stands, and none of this is needed to read it: a failure told here would be taken for one of the commit, and repeated.
    // The next version tries again.
    private static async ValueTask TryAsync(Func<ValueTask> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind != LakeErrorKind.Internal)
        {
        }
        catch (OperationCanceledException)
        {
        }
    }

    // "Writers MUST NOT overwrite existing Version Checksum files."
    private async ValueTask WriteChecksumAsync(DeltaTransaction transaction, StagedCommit staged, DeltaSnapshot? previous, CancellationToken cancellationToken)
    {
        if (ChecksumContent.Of(transaction, staged, previous) is { } content)
        {
            await folder.CreateAsync(StoreKey.Parse(LogKeys.Stem(staged.Version) + ".crc"), content, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask CheckpointAsync(StagedCommit staged, DeltaSnapshot previous, CancellationToken cancellationToken)
    {
        var growth = previous.State.Growth;
        growth = growth with { JsonBytes = growth.JsonBytes + staged.Content.Length };
        if (!CheckpointPolicy.IsDue(staged.Version, growth, previous.Properties))
        {
            return;
        }

        // Others may have made one since the table was read.
        var listed = await LogListing.ListAsync(folder, growth.CheckpointVersion + 1, cancellationToken).ConfigureAwait(false);
        if (!CheckpointPolicy.IsDue(staged.Version, growth.See(Checkpoint.Of(listed)), previous.Properties))
        {
            return;
        }

        var table = await new SnapshotLoader(folder, context).LoadAsync(previous, staged.Version, cancellationToken).ConfigureAwait(false);
        await new CheckpointWriter(folder, context).WriteAsync(table, cancellationToken).ConfigureAwait(false);
        if (string.Equals(table.Properties.GetValueOrDefault(CleansUp), "true", StringComparison.OrdinalIgnoreCase))
        {
            await new LogCleaner(folder, context).RunAsync(table, new LogCleanUpOptions(), cancellationToken).ConfigureAwait(false);
        }
    }
}
