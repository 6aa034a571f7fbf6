using LakeVersion.Storage.Probing;
using LakeVersion.Testing.Conformance;

namespace LakeVersion.Storage.Tests.Probing;

public sealed class StoreProbeTests
{
    private static readonly StoreKey Key = StoreKey.Parse("refs/1");

    [Fact]
    public async Task A_right_store_is_found_right_and_left_empty()
    {
        var store = new MemoryStore();
        var findings = await new StoreProbe(store, options: new ProbeOptions { Racers = 8, Rounds = 5 }).RunAsync();
        Assert.Equal(Enum.GetValues<ProbeRule>(), findings.Select(finding => finding.Rule));
        Assert.All(findings, finding => Assert.True(finding.Holds, finding.Found));
        Assert.Empty(await store.ListAsync(new ListRequest()).ToListAsync());
    }

    [Theory]
    [InlineData(Carelessness.IgnoresCondition, ProbeRule.OneCreatorWins)]
    [InlineData(Carelessness.ChecksThenWrites, ProbeRule.OneCreatorWins)]
    [InlineData(Carelessness.TellsAnotherWinner, ProbeRule.OneCreatorWins)]
    [InlineData(Carelessness.ReplacesLater, ProbeRule.CreatedStays)]
    [InlineData(Carelessness.SortsByLetters, ProbeRule.ListingIsSorted)]
    [InlineData(Carelessness.ListsOld, ProbeRule.ListingIsSorted)]
    [InlineData(Carelessness.IgnoresStart, ProbeRule.ListingTakesLimits)]
    [InlineData(Carelessness.IgnoresRange, ProbeRule.RangesAreRead)]
    public async Task A_careless_store_is_found_out_and_refused_for_writing_but_not_for_reading(Carelessness carelessness, ProbeRule broken)
    {
        var store = new CarelessStore(carelessness);
        var findings = await new StoreProbe(store).RunAsync();
        Assert.Contains(findings, finding => finding.Rule == broken && !finding.Holds);

        using var verdict = new ProbeVerdict("The server at example");
        var probed = new ProbedStore(store, verdict);
        await probed.PutAsync(Key, new byte[] { 1 });
        Assert.NotNull(await probed.GetAsync(Key));
        for (var i = 0; i < 2; i++)
        {
            var refusal = await Assert.ThrowsAsync<LakeException>(async () => await probed.CreateAsync(StoreKey.Parse("refs/2"), new byte[] { 1 }));
            Assert.Equal(LakeErrorKind.Unsupported, refusal.Kind);
            Assert.StartsWith("The server at example cannot hold a lake", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Null(await probed.StatAsync(StoreKey.Parse("refs/2")));
    }

    [Fact]
    public async Task A_probe_is_made_once_and_only_for_creating()
    {
        var counting = new CountingStore(new MemoryStore());
        using var verdict = new ProbeVerdict("here");
        var probed = new ProbedStore(counting, verdict);
        await probed.PutAsync(Key, new byte[] { 1 });
        Assert.Equal(0, counting.Snapshot().Creates);
        await probed.CreateAsync(StoreKey.Parse("a"), new byte[] { 1 });
        var first = counting.Snapshot().Creates;
        await probed.CreateAsync(StoreKey.Parse("b"), new byte[] { 1 });
        Assert.Equal(first + 1, counting.Snapshot().Creates);
    }

    [Fact]
    public async Task A_probe_without_a_clear_answer_is_made_again()
    {
        var store = new CarelessStore(Carelessness.SilentAtFirst);
        using var verdict = new ProbeVerdict("here");
        var probed = new ProbedStore(store, verdict);
        var silent = await Assert.ThrowsAsync<LakeException>(async () => await probed.CreateAsync(Key, new byte[] { 1 }));
        Assert.Equal(LakeErrorKind.Unavailable, silent.Kind);
        Assert.Equal(CreateResult.Created, (await probed.CreateAsync(Key, new byte[] { 1 })).Result);
    }

    [Theory]
    [InlineData(Carelessness.IgnoresCondition)]
    [InlineData(Carelessness.KnowsNoConditions)]
    public async Task A_single_writer_finds_what_exists_even_where_conditions_are_ignored_or_refused(Carelessness carelessness)
    {
        var careless = new CarelessStore(carelessness);
        using var verdict = new ProbeVerdict("here");
        var probed = new ProbedStore(careless, verdict);
        using var store = new SingleWriterStore(probed);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => store.CreateAsync(Key, new[] { (byte)n }).AsTask()));
        Assert.Single(outcomes, outcome => outcome.Result == CreateResult.Created);
        Assert.Equal(CreateResult.Exists, (await store.CreateAsync(Key, new byte[] { 99 })).Result);
        Assert.Equal(1, (await store.StatAsync(Key))?.SizeBytes);
    }
}

public sealed class ProbedConformanceTests : ObjectStoreConformance
{
    protected override ValueTask<IObjectStore> OpenAsync() => new(new ProbedStore(new MemoryStore(), new ProbeVerdict("memory")));
}
