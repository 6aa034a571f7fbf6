using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Tests.Collection;

/// <summary>The first half of a collection, as the protocol orders it: a record, then a fence in every log. It deletes nothing.</summary>
internal static class Collector
{
    public static async Task RunAsync(IObjectStore store, long k, long sweepMax, params (string Log, long Low)[] lowWater)
    {
        var lake = (await TestLake.OpenAsync(store)).Lake;
        var record = new GcRecord
        {
            Lake = lake.Identity.Lake,
            K = k,
            Time = new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero),
            Tx = Id128.Create(lake.Entropy),
            SweepMax = sweepMax,
            LowWater = lowWater.ToDictionary(low => low.Log, low => low.Low),
        };
        await store.CreateAsync(NumberedKey.For(GcRecord.Prefix, k), record.ToBytes());
        foreach (var kind in Enum.GetValues<RefKind>())
        {
            await foreach (var name in lake.Logs.NamesAsync(kind))
            {
                await FenceAsync(store, lake, name, k);
            }
        }
    }

    /// <summary>A fence as a stranger's collector writes it: with what the format asks for, and nothing of the writer's code.</summary>
    private static async Task FenceAsync(IObjectStore store, LakeStore lake, RefName name, long k)
    {
        while (true)
        {
            var head = (await lake.Logs.HeadAsync(name.Log))!;
            var fence = head.Entry with
            {
                N = head.Entry.N + 1,
                Op = LogOperation.Fence,
                Before = head.Entry.After,
                Time = head.Entry.Time.AddMicroseconds(1),
                Message = null,
                Tx = Id128.Create(lake.Entropy),
                Previous = head.Hash,
                Members = null,
                Brings = null,
                Key = null,
                Source = null,
                Name = null,
                Fence = k,
                SettingsValue = null,
                Staged = null,
            };
            if ((await store.CreateAsync(fence.StoreKey, fence.ToBytes())).Result == CreateResult.Created)
            {
                return;
            }
        }
    }
}
