using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Tests.Logs;

namespace LakeVersion.Versioning.Tests.Collection;

/// <summary>A collection is cut off, or answered wrongly, at every operation of its store; another run goes on.</summary>
[Trait("store", "none")] // Many small lakes: the order of operations counts, not the server.
public sealed class CollectorCutOffTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_collection_that_stops_loses_nothing_kept_and_another_run_ends_it(bool announced) => StopsAsync(announced, share: 12);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("tier", "long")]
    public Task Wherever_a_collection_stops_nothing_kept_is_lost_and_another_run_ends_it(bool announced) => StopsAsync(announced, share: 1);

    [Fact]
    public async Task Several_collectors_at_once_collect_as_one_does()
    {
        var (inner, time) = await PrepareAsync(announced: true);
        var lakes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ShortEpochs.OpenAsync(inner, time)));
        await Task.WhenAll(lakes.Select(lake => Task.Run(() => lake.Lake.Collector.RunAsync(ShortEpochs.OneByOne).AsTask())));
        Assert.Equal("", await KeptWorld.MissingAsync(inner));
        Assert.Empty(await KeptWorld.GarbageAsync(inner));
        Assert.Equal("", await lakes[0].FaultsAsync());
    }

    // Of all faults one in so many, spread evenly.
    private static async Task StopsAsync(bool announced, int share)
    {
        var struck = 0;
        var calls = await CallsAsync(announced);
        var plans = Enumerable.Range(1, calls.Count).SelectMany(n => Plans(n, calls[n - 1])).ToList();
        var cases = TestStores.Cases(plans.Count / share, onServer: 10);
        for (var i = 0; i < cases; i++)
        {
            var plan = plans[(int)((long)i * plans.Count / cases)];
            var at = $"{plan}: {calls[plan.Operation - 1]}";
            var (inner, time) = await PrepareAsync(announced);
            var store = new FaultStore(inner) { Plan = plan };
            await TryAsync(store, time);
            struck += store.Struck ? 1 : 0;
            Assert.True((await KeptWorld.MissingAsync(inner)).Length == 0, at);
            await store.LandAsync();
            Assert.True((await KeptWorld.MissingAsync(inner)).Length == 0, at + ", landed");

            var after = await ShortEpochs.OpenAsync(inner, time);
            await ShortEpochs.CollectAsync(after, time);
            Assert.True((await KeptWorld.MissingAsync(inner)).Length == 0, at + ", went on");
            Assert.True((await KeptWorld.GarbageAsync(inner)).Count == 0, at + ": garbage is left");
            Assert.Equal("", await after.FaultsAsync());
            await after.PutAsync("next", at);
            Assert.Equal(at, await after.ReadAsync("main", "next"));
        }

        Assert.True(struck > cases / 2, $"only {struck} of {cases} faults struck");
    }

    private static async Task<(IObjectStore Store, InstantTime Time)> PrepareAsync(bool announced)
    {
        var time = new InstantTime();
        var store = await Republishing.PrepareAsync(time);
        if (announced)
        {
            var lake = await ShortEpochs.OpenAsync(store, time);
            Assert.Equal(CollectorState.Waiting, (await lake.Lake.Collector.RunAsync(ShortEpochs.OneByOne)).State);
            time.Advance(TimeSpan.FromSeconds(5));
        }

        return (store, time);
    }

    private static async Task<IReadOnlyList<string>> CallsAsync(bool announced)
    {
        var (store, time) = await PrepareAsync(announced);
        var clean = new FaultStore(store);
        await TryAsync(clean, time);
        return clean.Calls;
    }

    private static async Task TryAsync(FaultStore store, InstantTime time)
    {
        try
        {
            var lake = await ShortEpochs.OpenAsync(store, time);
            await lake.Lake.Collector.RunAsync(ShortEpochs.OneByOne);
        }
        catch (Exception e) when (e is LakeException or CrashedException)
        {
            // What the lake looks like then is the question.
        }
    }

    private static IEnumerable<FaultPlan> Plans(int n, string call)
    {
        FaultKind[] kinds = call.Split(' ')[0] switch
        {
            "create" => Enum.GetValues<FaultKind>(),
            "delete" or "put" => [FaultKind.ThrowBefore, FaultKind.ThrowAfter],
            // Listings of empty folders are many and alike.
            "list" when call.Contains(" packs/", StringComparison.Ordinal) || call.Contains(" objects/", StringComparison.Ordinal) => n % 16 == 0 ? [FaultKind.ThrowBefore] : [],
            _ => [FaultKind.ThrowBefore],
        };
        foreach (var kind in kinds)
        {
            yield return new FaultPlan(n, kind);
            yield return new FaultPlan(n, kind) { Dies = true };
        }
    }
}
