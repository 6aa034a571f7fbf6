using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Deletes in a mirror what collections of its source let go of, a grace period after they came here (decision 0038).</summary>
/// <remarks>
/// The mirror marks its own places, since they may differ from the source's. 1. Only a collection that the source carried out counts: its fences
/// are then among the entries that were brought, and whoever publishes behind them takes over nothing that it let go of. 2. Readers of the
/// mirror, and other runs that write to it, saw it for a grace period by the clock of the mirror's store.
/// </remarks>
/// <param name="Ended">The newest collection that the source carried out, read before its heads were looked up.</param>
/// <param name="Known">The newest collection that the mirror had when the run began.</param>
internal sealed record MirrorSweep(long Ended, long Known)
{
    /// <summary>Looks how far the source is.</summary>
    public static async ValueTask<MirrorSweep> LookAsync(LakeStore source, GcView has, CancellationToken cancellationToken) =>
        new(has.K == 0 ? 0 : await NumberedKey.NewestAsync(source.Store, CollectionOutcome.Prefix, cancellationToken).ConfigureAwait(false), has.K);

    /// <summary>Carries out the newest collection that is due and was not carried out here yet; the mirror has all entries of the run by then.</summary>
    /// <returns>What was deleted; null where none is due.</returns>
    /// <exception cref="LakeException">Corrupt: the mirror lacks something that it keeps; nothing was deleted.</exception>
    public async ValueTask<CollectionResult?> RunAsync(LakeStore source, IObjectStore target, CancellationToken cancellationToken)
    {
        var newest = Math.Min(Ended, Known);
        var last = newest == 0 ? 0 : await NumberedKey.NewestAsync(target, CollectionOutcome.Prefix, cancellationToken).ConfigureAwait(false);
        if (newest <= last)
        {
            return null;
        }

        var options = new LakeStoreOptions { Entropy = source.Entropy, Background = source.Background };
        var lake = await LakeStore.OpenAsync(target, options, cancellationToken).ConfigureAwait(false);
        var now = await target.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        return await NewestDueAsync(lake, last, newest, now, cancellationToken).ConfigureAwait(false) is { } due
            ? await lake.Collector.RepeatAsync(due, last, new CollectorOptions { Author = lake.Client }, cancellationToken).ConfigureAwait(false)
            : null;
    }

    // Later ones came later, so halving finds it; were they not in order, what is found would still be due.
    private static async ValueTask<GcRecord?> NewestDueAsync(LakeStore lake, long last, long newest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        GcRecord? due = null;
        for (var (low, high) = (last + 1, newest); low <= high;)
        {
            var middle = low + ((high - low) / 2);
            var (record, _) = await GcRecord.ReadAsync(lake.Store, lake.Lineage, middle, cancellationToken).ConfigureAwait(false);
            var came = (await lake.Uncached.StatAsync(NumberedKey.For(GcRecord.Prefix, middle), cancellationToken).ConfigureAwait(false))?.Modified;
            if (came + record.Grace <= now)
            {
                (due, low) = (record, middle + 1);
            }
            else
            {
                high = middle - 1;
            }
        }

        return due;
    }
}
