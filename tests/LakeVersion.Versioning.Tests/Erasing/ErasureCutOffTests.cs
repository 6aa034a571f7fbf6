using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Tests.Collection;
using LakeVersion.Versioning.Tests.Logs;

namespace LakeVersion.Versioning.Tests.Erasing;

/// <summary>An erasure is cut off, or answered wrongly, at every operation of its store; whoever erases or collects next ends it.</summary>
[Trait("store", "none")]
public sealed class ErasureCutOffTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task An_erasure_that_stops_is_ended_by_whoever_comes_next(bool atSecondLook) => StopsAsync(atSecondLook, share: 8);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("tier", "long")]
    public Task Wherever_an_erasure_stops_it_is_ended_by_whoever_comes_next(bool atSecondLook) => StopsAsync(atSecondLook, share: LongTier.Stride);

    private static async Task StopsAsync(bool atSecondLook, int share)
    {
        var calls = await CallsAsync(atSecondLook);
        var plans = Enumerable.Range(1, calls.Count).SelectMany(n => Plans(n, calls[n - 1])).ToList();
        var cases = TestStores.Cases(plans.Count / share, onServer: 10);
        var struck = 0;
        for (var i = 0; i < cases; i++)
        {
            var plan = plans[(int)((long)i * plans.Count / cases)];
            var at = $"{plan}: {calls[plan.Operation - 1]}";
            var (inner, time) = await PrepareAsync(atSecondLook);
            var store = new FaultStore(inner) { Plan = plan };
            await TryAsync(store, time, atSecondLook);
            struck += store.Struck ? 1 : 0;
            await AssertSoundAsync(inner, time, at);
            await store.LandAsync();
            await AssertSoundAsync(inner, time, at + ", landed");

            var after = await ShortEpochs.OpenAsync(inner, time);
            var wasOrdered = (await after.Lake.Eraser.StatusAsync()).Count > 0;
            if (wasOrdered)
            {
                // A collection ends what was ordered, whatever it was about; the order knows every place.
                await after.Lake.Collector.RunAsync(ShortEpochs.OneByOne);
                await AssertGoneAsync(inner, at + ", collected");
            }

            await after.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
            await AssertGoneAsync(inner, at + ", erased again");
            time.Advance(TimeSpan.FromSeconds(5));
            await after.Lake.Eraser.FinishAsync(ErasingLake.Options);
            Assert.All(await after.Lake.Eraser.StatusAsync(), one => Assert.NotNull(one.DoneAt));
            await AssertSoundAsync(inner, time, at + ", done");
            Assert.Empty((await ErasingLake.CheckAsync(inner)).Findings);
        }

        Assert.True(struck > cases / 2, $"only {struck} of {cases} faults struck");
    }

    // Neighbours are whole; what is asked for is there, or was erased and says so; never anything else.
    private static async Task AssertSoundAsync(IObjectStore store, InstantTime time, string at)
    {
        var lake = await ShortEpochs.OpenAsync(store, time);
        Assert.True(("neighbour a", "neighbour b", "harmless") == (await lake.ReadAsync("v1", "keep/a"), await lake.ReadAsync("main", "keep/b"), await lake.ReadAsync("main", "secret")), at);
        foreach (var (revision, path) in ((string, string)[])[("v1", "secret"), ("main", "copy/of"), ("main", "large")])
        {
            try
            {
                await lake.ReadAsync(revision, path);
            }
            catch (LakeException e)
            {
                Assert.True(e.Kind == LakeErrorKind.Expired, $"{at}: {e.Message}");
            }
        }

        Assert.True((await lake.FaultsAsync()).Length == 0, at);
    }

    private static async Task AssertGoneAsync(IObjectStore store, string at)
    {
        await ErasingLake.AssertGoneAsync(store, at: at);
        await ErasingLake.AssertGoneAsync(store, "large-secret", at);
    }

    private static async Task<(IObjectStore Store, InstantTime Time)> PrepareAsync(bool atSecondLook)
    {
        var time = new InstantTime();
        var store = await ErasingLake.FillAsync(time);
        if (atSecondLook)
        {
            var lake = await ShortEpochs.OpenAsync(store, time);
            await lake.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
            time.Advance(TimeSpan.FromSeconds(5));
        }

        return (store, time);
    }

    private static async Task<IReadOnlyList<string>> CallsAsync(bool atSecondLook)
    {
        var (store, time) = await PrepareAsync(atSecondLook);
        var clean = new FaultStore(store);
        await TryAsync(clean, time, atSecondLook);
        return clean.Calls;
    }

    private static async Task TryAsync(FaultStore store, InstantTime time, bool atSecondLook)
    {
        try
        {
            var lake = await ShortEpochs.OpenAsync(store, time);
            if (atSecondLook)
            {
                await lake.Lake.Eraser.FinishAsync(ErasingLake.Options);
            }
            else
            {
                await lake.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
            }
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
            "put" => [FaultKind.ThrowBefore, FaultKind.ThrowAfter, FaultKind.LandsLater],
            "delete" => [FaultKind.ThrowBefore, FaultKind.ThrowAfter],
            _ => [FaultKind.ThrowBefore],
        };
        foreach (var kind in kinds)
        {
            yield return new FaultPlan(n, kind);
            yield return new FaultPlan(n, kind) { Dies = true };
        }
    }
}
