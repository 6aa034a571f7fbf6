using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Collection;

/// <summary>What the newest collection record lets writers rely on. A lake that was never collected has k = 0.</summary>
/// <param name="K">The record's number; 0 for none.</param>
/// <param name="SweepMax">The youngest epoch that may be deleted from; -1 for none.</param>
/// <param name="LowWater">Log → the least entry number whose state is kept.</param>
/// <param name="Time">When the record was made; null for none.</param>
internal sealed record GcView(long K, long SweepMax, IReadOnlyDictionary<string, long> LowWater, DateTimeOffset? Time)
{
    /// <summary>The view of a lake that was never collected.</summary>
    public static GcView None { get; } = new(0, -1, new Dictionary<string, long>(), null);

    /// <summary>Reads the newest record: one listing, and one read where there is any.</summary>
    public static async ValueTask<GcView> ReadAsync(IObjectStore store, LakeLineage lake, CancellationToken cancellationToken)
    {
        var k = await NumberedKey.NewestAsync(store, GcRecord.Prefix, cancellationToken).ConfigureAwait(false);
        if (k == 0)
        {
            return None;
        }

        var (record, _) = await GcRecord.ReadAsync(store, lake, k, cancellationToken).ConfigureAwait(false);
        return new GcView(k, record.SweepMax, record.LowWater, record.Time);
    }

    /// <summary>The epoch that new keys go to: never one that a collection may delete from.</summary>
    public uint EpochFor(uint storeEpoch) => Math.Max(storeEpoch, checked((uint)(SweepMax + 1)));

    /// <summary>True where a state was let go: it lies below its log's low water.</summary>
    public bool IsExpired(LogState state) => LowWater.TryGetValue(state.Log, out var low) && state.N < low;

    /// <summary>Refuses a state that was let go.</summary>
    /// <exception cref="LakeException">Expired.</exception>
    public void CheckSource(LogState state)
    {
        if (IsExpired(state))
        {
            throw LakeException.Expired(
                $"Entry {state.N} of {state.Log} expired by gc {K}{(Time is { } t ? $" on {t:yyyy-MM-dd}" : "")}; tag what you want to keep.");
        }
    }
}
