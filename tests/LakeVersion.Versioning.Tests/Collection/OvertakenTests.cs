using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Versioning.Tests.Collection;

/// <summary>Whoever reads a whole lake stands still at some operation while states expire there and are deleted: none of them takes that for damage.</summary>
[Trait("store", "none")] // The order of operations counts, not the server.
public sealed class OvertakenTests
{
    private const int Step = 3;

    private readonly InstantTime time = new();

    [Fact]
    public Task A_collector_begins_anew() => EachAsync(async (store, _) =>
        await (await ShortEpochs.OpenAsync(store, time)).Lake.Collector.RunAsync(ShortEpochs.OneByOne));

    [Fact]
    public Task A_plan_is_made_anew() => EachAsync(async (store, _) =>
        await (await ShortEpochs.OpenAsync(store, time)).Lake.Collector.PlanAsync(ShortEpochs.OneByOne));

    [Fact]
    public Task A_check_finds_no_fault() => EachAsync(async (store, _) =>
    {
        var found = new List<string>();
        var verifier = new LakeVerifier(store, new LakeStoreOptions { Time = time }, new VerifyOptions { Data = true, RequestsAtOnce = 1, Found = finding => found.Add($"{finding.Key}: {finding.Fault}") });
        await verifier.RunAsync();
        Assert.Equal([], found);
    });

    [Fact]
    public Task A_mirror_leaves_out_what_expired_meanwhile() => EachAsync(async (store, inner) =>
    {
        var target = new MemoryStore(time);
        await LakeMirroring.RunAsync((await ShortEpochs.OpenAsync(store, time)).Lake, target, MirrorScope.Whole);
        await LakeMirroring.RunAsync((await ShortEpochs.OpenAsync(inner, time)).Lake, target, MirrorScope.Whole);
        Assert.Equal(await (await ShortEpochs.OpenAsync(inner, time)).SeeAsync(), await (await ShortEpochs.OpenAsync(target, time)).SeeAsync());
        Assert.Equal("", await KeptWorld.MissingAsync(inner, new LakeStoreOptions { Time = time }));
        Assert.Equal("", await KeptWorld.MissingAsync(target, new LakeStoreOptions { Time = time }));
    });

    private async Task EachAsync(Func<IObjectStore, IObjectStore, Task> work)
    {
        var overtaken = 0;
        for (var at = 1; ; at += Step)
        {
            var inner = await Republishing.PrepareAsync(time);
            var store = new MeddledStore(inner, at, async () =>
            {
                var other = await ShortEpochs.OpenAsync(inner, time);
                await ShortEpochs.CollectAsync(other, time);
                for (var i = 0; i < 3; i++)
                {
                    await other.PutAsync("dev", $"later {i}", "dev");
                    await other.PutAsync("a", $"later {i}");
                }

                await ShortEpochs.CollectAsync(other, time);
            });
            await work(store, inner);
            if (!store.Struck)
            {
                Assert.True(overtaken > 5, $"only {overtaken} operations were tried");
                return;
            }

            overtaken++;
        }
    }
}
