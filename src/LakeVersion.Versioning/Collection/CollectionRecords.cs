using LakeVersion.Storage;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Collection;

/// <summary>Reads and writes collection records.</summary>
internal sealed class CollectionRecords(LakeStore lake)
{
    private const int MostTries = 5;

    /// <summary>Record k.</summary>
    public async ValueTask<GcRecord> ReadAsync(long k, CancellationToken cancellationToken) => (await ReadStoredAsync(k, cancellationToken).ConfigureAwait(false)).Record;

    /// <summary>Creates record k+1 behind the view that it was decided on; false where another collector was first.</summary>
    /// <exception cref="LakeException">Refused: the lake has too many names for one record. Unavailable: no clear answer came.</exception>
    public async ValueTask<bool> TryCreateAsync(
        GcView before, CollectionDecision decision, IReadOnlyDictionary<string, GcAnchor> heads, DateTimeOffset storeTime, CancellationToken cancellationToken)
    {
        var record = new GcRecord
        {
            Lake = lake.Id,
            K = before.K + 1,
            Time = Microseconds.Floor(storeTime),
            Tx = Id128.Create(lake.Entropy),
            Previous = before.K == 0 ? null : (await ReadStoredAsync(before.K, cancellationToken).ConfigureAwait(false)).Hash,
            SweepMax = decision.SweepMax,
            LowWater = decision.LowWater,
            GraceSeconds = (long)Math.Ceiling(decision.Grace.TotalSeconds),
            Heads = heads,
        };
        return await CreateAsync(record, ToBytes(record), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>When what a record lets go of may be deleted: a grace period after the newest record up to it that let go of a state was stored. Null: at once.</summary>
    public async ValueTask<DateTimeOffset?> ReadyAtAsync(GcRecord record, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = record.K > 1 ? await ReadAsync(record.K - 1, cancellationToken).ConfigureAwait(false) : null;
            if (CollectionDecision.Expires(before?.LowWater ?? GcView.None.LowWater, record.LowWater))
            {
                return await LandedAsync(record, cancellationToken).ConfigureAwait(false) + record.Grace;
            }

            if (before is null)
            {
                return null;
            }

            record = before;
        }
    }

    // Its time was read before it was written, which may have taken long: until it was there, readers opened what it lets go of.
    private async ValueTask<DateTimeOffset> LandedAsync(GcRecord record, CancellationToken cancellationToken)
    {
        var stored = await lake.Uncached.StatAsync(NumberedKey.For(GcRecord.Prefix, record.K), cancellationToken).ConfigureAwait(false);
        return stored is { } info && info.Modified > record.Time ? info.Modified : record.Time;
    }

    // What stands at the number counts. Where nothing does after an unclear answer the same bytes are sent again.
    private async ValueTask<bool> CreateAsync(GcRecord record, byte[] bytes, CancellationToken cancellationToken)
    {
        var key = NumberedKey.For(GcRecord.Prefix, record.K);
        for (var left = MostTries; left > 0; left--)
        {
            try
            {
                await lake.Store.CreateAsync(key, bytes, cancellationToken).ConfigureAwait(false);
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Unavailable)
            {
                // It may have taken effect all the same.
            }

            if (await lake.Uncached.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } found)
            {
                await lake.Store.SettleAsync(key, cancellationToken).ConfigureAwait(false);
                return GcRecord.FromBytes(key, found).Tx == record.Tx;
            }
        }

        throw LakeException.Unavailable($"{key}: no clear answer came whether the collection record was written. Nothing was deleted; run it again.");
    }

    // Anchors are left out of a record that they would make too long; what is let go cannot be.
    private byte[] ToBytes(GcRecord record)
    {
        try
        {
            return record.ToBytes();
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Invalid && record.Heads is not null)
        {
            return ToBytes(record with { Heads = null });
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Invalid)
        {
            throw LakeException.Refused(
                $"{record.LowWater.Count:N0} names of {lake.Store.Name} have let go of something; a collection record holds fewer. Narrow the retention rules. ({e.Message})");
        }
    }

    private ValueTask<(GcRecord Record, ContentHash Hash)> ReadStoredAsync(long k, CancellationToken cancellationToken) =>
        GcRecord.ReadAsync(lake.Store, lake.Lineage, k, cancellationToken);
}
