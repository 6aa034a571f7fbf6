using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Tests.Collection;
using LakeVersion.Versioning.Tests.Erasing;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Versioning.Tests.Mirroring;

/// <summary>Collections of the source are repeated in its mirrors, a grace period (here 2 s) after they came there.</summary>
[Trait("store", "none")] // The times of objects count, which a server gives by its own clock.
public sealed class MirrorSweepTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly InstantTime time = new();

    [Fact]
    public async Task What_the_source_let_go_of_goes_from_the_mirror_a_grace_period_later()
    {
        var (source, target) = await CollectedAsync(MirrorScope.Whole);
        Assert.NotEmpty(await KeptWorld.GarbageAsync(target, Options));

        var early = await MirrorAsync(source, target);
        time.Advance(Grace);
        var due = await MirrorAsync(source, target);
        var again = await MirrorAsync(source, target);

        Assert.Null(early.Collected);
        Assert.True(due.Collected is { Freed: { FreedObjects: > 0, FreedPacks: > 0 }, Expired.Count: > 0 });
        Assert.Null(again.Collected);
        await AssertSoundAsync(source, target);
        Assert.Empty(await KeptWorld.GarbageAsync(target, Options));
        var copy = await ShortEpochs.OpenAsync(target, time);
        Assert.Equal(LakeErrorKind.Expired, (await Assert.ThrowsAsync<LakeException>(() => copy.ReadAsync("main@{#3}", "data/a"))).Kind);

        // It goes on as before: what follows stands on what was kept.
        var lake = await ShortEpochs.OpenAsync(source, time);
        await lake.BranchAsync("later", "v1");
        await lake.PutAsync("data/late", "late", "later");
        await ShortEpochs.CollectAsync(lake, time);
        await MirrorAsync(source, target);
        time.Advance(Grace);
        await MirrorAsync(source, target);
        await AssertSoundAsync(source, target);
        Assert.Empty(await KeptWorld.GarbageAsync(target, Options));
    }

    // Entries whose states the source had let go of by then come without their commits; the collection before that kept those states.
    [Fact]
    public async Task A_collection_is_repeated_though_a_later_one_let_go_of_what_came_since()
    {
        var (source, target) = await CollectedAsync(MirrorScope.Whole);
        var first = await MirrorAsync(source, target);
        var lake = await ShortEpochs.OpenAsync(source, time);
        await lake.PutAsync("data/passing", "passing");
        await lake.ResetAsync("main", "main~1");
        await lake.PutAsync("data/passing", "passed");
        await ShortEpochs.RuleAsync(lake, 1);
        await ShortEpochs.CollectAsync(lake, time);

        var due = await MirrorAsync(source, target);
        Assert.True(first.Collected is null && due.Collected is { Freed.FreedPacks: > 0 });
        time.Advance(Grace);
        Assert.NotNull((await MirrorAsync(source, target)).Collected);
        await AssertSoundAsync(source, target);
        Assert.Empty(await KeptWorld.GarbageAsync(target, Options));
    }

    [Fact]
    public async Task A_collection_that_the_source_did_not_carry_out_is_not_repeated()
    {
        var source = await PrepareAsync();
        var target = new MemoryStore(time);
        await MirrorAsync(source, target);
        var lake = await ShortEpochs.OpenAsync(source, time);
        Assert.Equal(CollectorState.Waiting, (await lake.Lake.Collector.RunAsync(ShortEpochs.OneByOne)).State);
        await MirrorAsync(source, target);
        time.Advance(Grace);

        Assert.Null((await MirrorAsync(source, target)).Collected);
        Assert.NotEmpty(await KeptWorld.GarbageAsync(target, Options));
    }

    [Theory]
    [InlineData("path")]
    [InlineData("since")]
    [InlineData("branch")]
    public async Task Partial_mirrors_repeat_them_where_they_have_all_states(string part)
    {
        var (source, target) = await CollectedAsync(part switch
        {
            "path" => new MirrorScope { Paths = ["data"] },
            "since" => new MirrorScope { Since = time.GetUtcNow() },
            _ => new MirrorScope { Branches = ["main"] },
        });
        time.Advance(Grace);

        var result = await MirrorAsync(source, target);

        Assert.Equal(part == "path", result.Collected is { Freed.FreedCount: > 0 });
        Assert.Equal([], await FaultsAsync(target));
        Assert.Equal("later", await (await ShortEpochs.OpenAsync(target, time)).ReadAsync("main", "data/a"));
    }

    [Fact]
    public async Task A_promoted_mirror_collects_on_its_own()
    {
        var (source, target) = await CollectedAsync(MirrorScope.Whole);
        Assert.Equal([], await FaultsAsync(target));
        var promoted = await ShortEpochs.OpenAsync(target, time);
        await Assert.ThrowsAsync<LakeException>(async () => await promoted.Lake.Collector.RunAsync(ShortEpochs.OneByOne));
        await MirrorPromotion.RunAsync(promoted.Lake, TestLake.Author);
        promoted = await ShortEpochs.OpenAsync(target, time);
        await promoted.PutAsync("data/a", "own");
        await MirrorFixture.PutLargeAsync(promoted, "data/large", 5);

        Assert.True(await ShortEpochs.CollectAsync(promoted, time) > 0);
        Assert.Equal("", await KeptWorld.MissingAsync(target, Options));
        Assert.Equal([], await FaultsAsync(target));
        Assert.Empty(await KeptWorld.GarbageAsync(target, Options));
        Assert.Equal("own", await (await ShortEpochs.OpenAsync(target, time)).ReadAsync("main", "data/a"));
        Assert.Equal("later", await (await ShortEpochs.OpenAsync(source, time)).ReadAsync("main", "data/a"));
    }

    [Fact]
    public async Task A_run_that_stops_anywhere_while_it_collects_loses_nothing_and_the_next_ends_it()
    {
        for (var at = 1; ; at += 1 + (at / 3))
        {
            var (source, target) = await CollectedAsync(MirrorScope.Whole);
            time.Advance(Grace);
            var store = new FaultStore(target) { Plan = new FaultPlan(at, FaultKind.ThrowAfter) { Dies = true } };
            await Xunit.Record.ExceptionAsync(() => MirrorAsync(source, store));
            if (!store.Struck)
            {
                Assert.True(at > 100, $"only {at} operations");
                return;
            }

            await AssertSoundAsync(source, target);
            await MirrorAsync(source, target);
            await AssertSoundAsync(source, target);
            Assert.Empty(await KeptWorld.GarbageAsync(target, Options));
        }
    }

    [Fact]
    public async Task A_run_that_stands_still_while_others_bring_a_collection_publishes_nothing_that_it_deletes()
    {
        var refused = 0;
        for (var at = 1; ; at += 4)
        {
            var source = await PrepareAsync();
            var target = new MemoryStore(time);
            await MirrorAsync(source, target);
            var lake = await ShortEpochs.OpenAsync(source, time);
            await lake.PutAsync("data/a", "meanwhile");
            await MirrorFixture.PutLargeAsync(lake, "data/large", 3);
            var slow = new MeddledStore(target, at, async () =>
            {
                await ShortEpochs.CollectAsync(lake, time);
                await MirrorAsync(source, target);
            });
            try
            {
                await MirrorAsync(source, slow);
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Unavailable)
            {
                refused++;
            }

            time.Advance(Grace);
            await MirrorAsync(source, target);
            await AssertSoundAsync(source, target);
            if (!slow.Struck)
            {
                Assert.True(refused > 0 && at > 20, $"{refused} refused of {at} operations");
                return;
            }
        }
    }

    // Commits that expired on their branch come without their trees at first, and with them where a tag holds them.
    [Fact]
    public async Task A_request_that_lands_late_takes_no_tree_back()
    {
        var (source, _) = await CollectedAsync(MirrorScope.Whole);
        var target = new LateStore(new MemoryStore(time));
        await MirrorAsync(source, target);
        await target.LandAsync();
        await AssertSoundAsync(source, target);
    }

    [Fact]
    public async Task A_first_run_that_was_killed_may_be_ended_from_another_copy_of_the_lake()
    {
        var (source, copy) = await CollectedAsync(MirrorScope.Whole);
        var lake = await ShortEpochs.OpenAsync(source, time);
        await lake.PutAsync("data/new", "new");
        await MirrorAsync(source, copy);
        var target = new MemoryStore(time);
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await MirrorAsync(copy, new StoppedStore(
            target, (key, _) => key.StartsWith(GcRecord.Prefix, StringComparison.Ordinal), () => throw new OperationCanceledException())));
        await lake.PutAsync("data/newer", "newer");
        await MirrorAsync(source, target);
        await AssertSoundAsync(source, target);
    }

    private LakeStoreOptions Options => new() { Time = time };

    private async Task<MirrorResult> MirrorAsync(IObjectStore source, IObjectStore target, MirrorScope? scope = null) =>
        await LakeMirroring.RunAsync((await ShortEpochs.OpenAsync(source, time)).Lake, target, scope ?? MirrorScope.Whole);

    // A lake with a past that a rule lets go of, and a tag, another branch and a keep that hold some of it.
    private async Task<IObjectStore> PrepareAsync()
    {
        var store = await ShortEpochs.CreateAsync(time);
        var lake = await ShortEpochs.OpenAsync(store, time);
        await lake.PutAsync("data/a", "one");
        await MirrorFixture.PutLargeAsync(lake, "data/large", 1);
        await lake.PutAsync("other/b", "two");
        await lake.Lake.Births.CreateAsync(RefName.Tag("v1"), (await lake.Lake.Revisions.ResolveAsync("main")).AsBirth, TestLake.Log);
        await lake.PutAsync("data/a", "three");
        await lake.BranchAsync("work");
        await MirrorFixture.PutLargeAsync(lake, "data/large", 2);
        await lake.PutAsync("data/a", "four", "work");
        await MirrorFixture.PutLargeAsync(lake, "data/other", 4);
        await lake.PutAsync("data/other", "small");
        await lake.PutAsync("data/a", "later");
        await StagedTransaction.BeginAsync(lake.Lake, TestLake.Main, TestLake.Log);
        await ShortEpochs.RuleAsync(lake, 1);
        time.Advance(TimeSpan.FromSeconds(10));
        return store;
    }

    // … and a mirror of it from before the source collected, that the records came to just now.
    private async Task<(IObjectStore Source, MemoryStore Target)> CollectedAsync(MirrorScope scope)
    {
        var source = await PrepareAsync();
        var target = new MemoryStore(time);
        await MirrorAsync(source, target, scope with { Since = scope.Since is null ? null : (await ShortEpochs.OpenAsync(source, time)).Lake.Identity.Created });
        Assert.True(await ShortEpochs.CollectAsync(await ShortEpochs.OpenAsync(source, time), time) > 0);
        Assert.Null((await MirrorAsync(source, target)).Collected);
        return (source, target);
    }

    private async Task AssertSoundAsync(IObjectStore source, IObjectStore target)
    {
        Assert.Equal("", await KeptWorld.MissingAsync(target, Options));
        Assert.Equal([], await FaultsAsync(target));
        Assert.Equal(await SeeAsync(source), await SeeAsync(target));
    }

    // Staged transactions stay behind.
    private async Task<string> SeeAsync(IObjectStore store) =>
        string.Join('\n', (await (await ShortEpochs.OpenAsync(store, time)).SeeAsync()).Split('\n').Where(line => !line.StartsWith("staged", StringComparison.Ordinal)));

    private async Task<List<string>> FaultsAsync(IObjectStore store)
    {
        var found = new List<string>();
        var verifier = new LakeVerifier(store, Options, new VerifyOptions { Data = true, Found = finding => found.Add($"{finding.Key}: {finding.Fault}") });
        Assert.True(await verifier.RunAsync());
        return found;
    }

    /// <summary>A store to which the first request about each commit record comes once more at the end, as those do that were given up.</summary>
    private sealed class LateStore(IObjectStore inner) : DelegatingStore(inner)
    {
        private readonly Dictionary<StoreKey, Func<Task>> first = [];

        public async Task LandAsync()
        {
            foreach (var request in first.Values)
            {
                await request();
            }
        }

        public override ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            Keep(key, () => base.PutAsync(key, content, CancellationToken.None).AsTask());
            return base.PutAsync(key, content, cancellationToken);
        }

        public override ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            Keep(key, () => base.CreateAsync(key, content, CancellationToken.None).AsTask());
            return base.CreateAsync(key, content, cancellationToken);
        }

        private void Keep(StoreKey key, Func<Task> request)
        {
            lock (first)
            {
                if (key.Value.StartsWith("commits/", StringComparison.Ordinal))
                {
                    first.TryAdd(key, request);
                }
            }
        }
    }
}
