using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Collection.Retention;
using LakeVersion.Versioning.Tests.Logs;

namespace LakeVersion.Versioning.Tests.Collection;

/// <summary>A lake with epochs of a second and a grace period of two, on a clock of its own.</summary>
internal static class ShortEpochs
{
    public static readonly CollectorOptions OneByOne = new() { Author = "gc", RequestsAtOnce = 1 };

    public static async Task<IObjectStore> CreateAsync(InstantTime time, int seed = 1)
    {
        var store = TestStores.Open(time);
        var lake = await LakeStore.CreateAsync(
            store,
            new LakeStoreOptions { Time = time, Entropy = new SeededEntropy(seed) },
            new LakeCreation { Author = TestLake.Author, EpochLength = TimeSpan.FromSeconds(1) });
        await lake.Settings.SetAsync("gc.grace", "2s", TestLake.Log);
        return store;
    }

    public static Task<TestLake> OpenAsync(IObjectStore store, InstantTime time) => TestLake.OpenAsync(store, new LakeStoreOptions { Time = time });

    /// <summary>Collects until nothing is left to do: what waits is waited for. How much was freed.</summary>
    public static async Task<long> CollectAsync(TestLake lake, InstantTime time)
    {
        for (var freed = 0L; ;)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            var result = await lake.Lake.Collector.RunAsync(OneByOne);
            freed += result.Freed?.FreedCount ?? 0;
            if (result is { State: CollectorState.Done, Freed: null or { FreedCount: 0 } })
            {
                return freed;
            }
        }
    }

    public static async Task RuleAsync(TestLake lake, long count, string branches = "*") => await lake.Lake.Retention.SetAsync(
        new RetentionRule { Name = "test", Branches = [branches], Tags = ["*"], Count = count, Deleted = TimeSpan.Zero }, TestLake.Log);
}
