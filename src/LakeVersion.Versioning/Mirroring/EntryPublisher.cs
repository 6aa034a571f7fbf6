using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Writes log entries and collection records into a mirror, byte for byte, each after the one before.</summary>
/// <param name="source">The lake.</param>
/// <param name="target">The mirror.</param>
/// <param name="known">The newest collection record that the mirror had when the run began.</param>
/// <param name="tally">Whom to tell.</param>
internal sealed class EntryPublisher(LakeStore source, MirrorTarget target, long known, MirrorTally tally)
{
    /// <summary>Brings the entries of one log.</summary>
    /// <exception cref="LakeException">Conflict: another entry stands there. Corrupt: an entry is damaged, or does not follow the one before.</exception>
    public async ValueTask BringAsync(LogPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Count == 0)
        {
            return;
        }

        var before = await BeforeAsync(plan, cancellationToken).ConfigureAwait(false);
        for (var n = plan.From; n <= plan.To; n++)
        {
            await CheckSweptAsync(cancellationToken).ConfigureAwait(false);
            var key = NumberedKey.For(plan.Log, n);
            var stored = await source.Logs.ReadAsync(plan.Log, n, cancellationToken).ConfigureAwait(false);
            if (before is not null && stored.Entry.Previous != before)
            {
                throw LakeException.Corrupt(
                    $"{key}: it follows an entry of digest {stored.Entry.Previous?.ToString() ?? "none"}, but entry {n - 1} of {source.Store.Name} has {before}. The chain is broken there; look at it with: lv audit verify");
            }

            await CreateAsync(key, plan.Log, n, cancellationToken).ConfigureAwait(false);
            before = stored.Hash;
            tally.Entry();
        }
    }

    /// <summary>Brings the collection records that are new.</summary>
    /// <returns>How many there were.</returns>
    public async ValueTask<long> BringCollectionsAsync(long newest, CancellationToken cancellationToken)
    {
        var has = await NumberedKey.NewestAsync(target.Store, GcRecord.Prefix, cancellationToken).ConfigureAwait(false);
        for (var k = has + 1; k <= newest; k++)
        {
            var key = NumberedKey.For(GcRecord.Prefix, k);
            var bytes = await source.Store.GetAsync(key, cancellationToken).ConfigureAwait(false)
                ?? throw LakeException.Corrupt($"{key}: record {k} is missing; collection records are never deleted.");
            GcRecord.FromBytes(key, bytes);
            await CreateAsync(key, GcRecord.Prefix, k, cancellationToken).ConfigureAwait(false);
        }

        return Math.Max(0, newest - has);
    }

    private async ValueTask CreateAsync(StoreKey key, string log, long n, CancellationToken cancellationToken)
    {
        var bytes = await source.Store.GetAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.Corrupt($"{key}: number {n} of {log} is missing; it is never deleted.");
        if (!await target.CreateAsync(key, bytes, cancellationToken).ConfigureAwait(false))
        {
            throw LakeException.Conflict(
                $"{target.Store.Name} and {source.Store.Name} have parted at {log}, entry {n}: another entry was written to the mirror just now. Nothing follows it; mirror to another place.");
        }
    }

    // The entry below may be visible and not safe yet, if a run was killed; at a log's beginning there is none to follow.
    private async ValueTask<ContentHash?> BeforeAsync(LogPlan plan, CancellationToken cancellationToken)
    {
        if (plan.From == 1 || plan.From == plan.Start?.N)
        {
            return null;
        }

        await target.Store.SettleAsync(NumberedKey.For(plan.Log, plan.From - 1), cancellationToken).ConfigureAwait(false);
        return (await source.Logs.ReadAsync(plan.Log, plan.From - 1, cancellationToken).ConfigureAwait(false)).Hash;
    }

    // Protocol, mirrors: another run may have brought a collection that deletes, a grace period later, what this one wrote or took over.
    private async ValueTask CheckSweptAsync(CancellationToken cancellationToken)
    {
        var k = await NumberedKey.NewestAsync(target.Store, GcRecord.Prefix, cancellationToken).ConfigureAwait(false);
        if (k != known)
        {
            throw LakeException.Unavailable(
                $"{target.Store.Name} got collection record {k} while it was mirrored to, which may delete what this run wrote. Mirror again.");
        }
    }
}
