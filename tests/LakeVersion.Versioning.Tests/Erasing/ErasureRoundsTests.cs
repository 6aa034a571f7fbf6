using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Tests.Collection;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Tests.Mirroring;

namespace LakeVersion.Versioning.Tests.Erasing;

/// <summary>Erasures that come while a mirror is brought up to date: the run begins anew, and takes what it wrote before, not what was stored again.</summary>
[Trait("store", "none")]
public sealed class ErasureRoundsTests
{
    private readonly InstantTime time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_stored_again_stays_where_two_erasures_come_during_one_run(bool packsAnew)
    {
        var (store, mirror) = await MirroredAsync(packsAnew);
        var slow = AtCommits(
            mirror,
            async () => await StoreAgainAsync(store, time),
            async () => await (await OpenAsync(store)).Lake.Eraser.EraseAsync([ContentHash.Of("harmless"u8.ToArray())], "second", ErasingLake.Options));
        await MirrorFixture.MirrorAsync(await OpenAsync(store), slow);
        Assert.True(slow.IsDone);
        Assert.Equal(ErasingLake.Secret, await (await OpenAsync(mirror)).ReadAsync("main", "again"));
        await ErasingLake.ReadErasedAsync(await OpenAsync(mirror), "main", "copy/of");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_stored_again_stays_or_is_in_doubt_where_order_and_second_look_come_during_one_run(bool packsAnew)
    {
        var (store, mirror) = await MirroredAsync(packsAnew);
        var lake = await OpenAsync(store);
        var slow = AtCommits(
            mirror,
            async () =>
            {
                await using var writer = await lake.BeginAsync();
                await TestLake.PutAsync(writer, "slow", ErasingLake.Secret);
                var racer = StoppedStore.AtOrder(store, () => writer.Upload.FlushAsync().AsTask());
                await (await TestLake.OpenAsync(racer, new LakeStoreOptions { Time = time })).Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
                time.Advance(TimeSpan.FromSeconds(1));
                await lake.PutAsync("again", ErasingLake.Secret);
            },
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(3));
                Assert.Equal(1, (await (await OpenAsync(store)).Lake.Eraser.FinishAsync(ErasingLake.Options)).Erased);
            });
        var doubt = await Xunit.Record.ExceptionAsync(async () => await MirrorFixture.MirrorAsync(await OpenAsync(store), slow));
        Assert.True(slow.IsDone);
        if (packsAnew)
        {
            Assert.Equal(LakeErrorKind.Conflict, Assert.IsType<LakeException>(doubt).Kind);
        }
        else
        {
            Assert.Null(doubt);
            Assert.Equal(ErasingLake.Secret, await (await OpenAsync(mirror)).ReadAsync("main", "again"));
        }
    }

    // An order of much is several entries, and has reached the store when the last of them has.
    [Fact]
    public async Task What_is_stored_between_the_entries_of_one_order_goes_in_the_lake_and_in_its_mirror()
    {
        var (store, mirror) = await MirroredAsync(packsAnew: false);
        var many = Enumerable.Range(0, 2500).Select(i => $"content {i}").ToDictionary(text => ContentHash.Of(Encoding.UTF8.GetBytes(text)));
        await using (var change = await (await OpenAsync(store)).BeginAsync())
        {
            foreach (var content in many.Values)
            {
                await TestLake.PutAsync(change, $"many/{content}", content);
            }

            await change.CommitAsync(TestLake.Commit("many"));
        }

        var first = many.MinBy(pair => pair.Key.ToString(), StringComparer.Ordinal).Value;
        var last = many.MaxBy(pair => pair.Key.ToString(), StringComparer.Ordinal).Value;
        var split = new StoppedStore(
            store,
            (key, _) => key == NumberedKey.For(RefName.Erasures.Log, 2).Value,
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await using var again = await (await OpenAsync(store)).BeginAsync();
                await TestLake.PutAsync(again, "again/first", first);
                await TestLake.PutAsync(again, "again/last", last);
                await again.CommitAsync(TestLake.Commit("again"));
                await MirrorFixture.MirrorAsync(await OpenAsync(store), mirror);
                time.Advance(TimeSpan.FromSeconds(1));
            });
        await (await OpenAsync(split)).Lake.Eraser.EraseAsync(many.Keys, "all", ErasingLake.Options);
        Assert.True(split.IsDone);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, (await (await OpenAsync(store)).Lake.Eraser.FinishAsync(ErasingLake.Options)).Erased);
        await MirrorFixture.MirrorAsync(await OpenAsync(store), mirror);
        foreach (var one in (IObjectStore[])[store, mirror])
        {
            await ErasingLake.ReadErasedAsync(await OpenAsync(one), "main", "again/first");
            await ErasingLake.ReadErasedAsync(await OpenAsync(one), "main", "again/last");
            Assert.Empty((await ErasingLake.CheckAsync(one)).Findings);
        }
    }

    // Packs of a mirror's own go on to its mirrors as they are, and no log names their places.
    [Fact]
    public async Task In_a_mirror_of_a_mirror_an_overtaken_run_leaves_nothing()
    {
        var (store, first) = await MirroredAsync(packsAnew: true);
        await (await OpenAsync(store)).PutAsync("late/secret", ErasingLake.Secret);
        await MirrorFixture.MirrorAsync(await OpenAsync(store), first);
        var inLake = (await MirrorFixture.StoredAsync(store, "packs/")).Keys.ToHashSet();
        var next = new MemoryStore(time);
        var slow = new StoppedStore(
            next,
            (key, bytes) => key.StartsWith("packs/", StringComparison.Ordinal) && !inLake.Contains(key) && bytes.Span.IndexOf(Encoding.UTF8.GetBytes(ErasingLake.Secret)) >= 0,
            async () =>
            {
                await (await OpenAsync(store)).Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
                await MirrorFixture.MirrorAsync(await OpenAsync(store), first);
                await MirrorFixture.MirrorAsync(await OpenAsync(first), next);
                Assert.False(await ErasingLake.IsThereAsync(next));
            });
        await MirrorFixture.MirrorAsync(await OpenAsync(first), slow);
        Assert.True(slow.IsDone);
        await ErasingLake.AssertGoneAsync(next);
        await ErasingLake.ReadErasedAsync(await OpenAsync(next), "main", "late/secret");
    }

    // The pack that one puts back with zeros was read before the other took more of it.
    [Fact]
    public async Task Two_runs_that_take_from_one_pack_do_not_bring_back_what_the_other_took()
    {
        const string other = "another secret";
        var (store, mirror) = await MirroredAsync(packsAnew: true);
        await using (var both = await (await OpenAsync(store)).BeginAsync())
        {
            await TestLake.PutAsync(both, "late/secret", ErasingLake.Secret);
            await TestLake.PutAsync(both, "late/other", other);
            await both.CommitAsync(TestLake.Commit("both"));
        }

        await MirrorFixture.MirrorAsync(await OpenAsync(store), mirror);
        await (await OpenAsync(store)).Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
        var slow = new StoppedStore(
            mirror,
            (key, bytes) => key.StartsWith("packs/", StringComparison.Ordinal) && bytes.Span.IndexOf(Encoding.UTF8.GetBytes(other)) >= 0,
            async () =>
            {
                await (await OpenAsync(store)).Lake.Eraser.EraseAsync([ContentHash.Of(Encoding.UTF8.GetBytes(other))], "second", ErasingLake.Options);
                await MirrorFixture.MirrorAsync(await OpenAsync(store), mirror);
            });
        await MirrorFixture.MirrorAsync(await OpenAsync(store), slow);
        Assert.True(slow.IsDone);
        await ErasingLake.AssertGoneAsync(mirror);
        await ErasingLake.AssertGoneAsync(mirror, other);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_memory_of_a_program_still_has_does_not_come_into_a_mirror(bool packsAnew)
    {
        var (store, first) = await MirroredAsync(packsAnew: true);
        var next = new MemoryStore(time);
        if (packsAnew)
        {
            await MirrorFixture.MirrorAsync(await OpenAsync(first), next);
        }

        await (await OpenAsync(store)).PutAsync("late/secret", ErasingLake.Secret);
        await MirrorFixture.MirrorAsync(await OpenAsync(store), first);
        var open = await OpenAsync(first);
        Assert.Equal(ErasingLake.Secret, await open.ReadAsync("main", "late/secret"));
        await (await OpenAsync(store)).Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
        await MirrorFixture.MirrorAsync(await OpenAsync(store), first);
        await MirrorFixture.MirrorAsync(open, next);
        await ErasingLake.AssertGoneAsync(next);
        await ErasingLake.ReadErasedAsync(await OpenAsync(next), "main", "late/secret");
    }

    [Fact]
    public async Task The_second_look_of_a_promoted_mirror_takes_nothing_by_a_clock_that_is_behind()
    {
        var store = await ErasingLake.FillAsync(time);
        var behind = new InstantTime();
        time.Advance(TimeSpan.FromSeconds(60));
        var mirror = new MemoryStore(behind);
        await MirrorFixture.MirrorAsync(await OpenAsync(store), mirror);
        await StoreAgainAsync(store, time);
        behind.Advance(TimeSpan.FromSeconds(1));
        await MirrorFixture.MirrorAsync(await OpenAsync(store), mirror);
        await MirrorPromotion.RunAsync((await ShortEpochs.OpenAsync(mirror, behind)).Lake, "ada", default);
        behind.Advance(TimeSpan.FromSeconds(200));
        var own = await ShortEpochs.OpenAsync(mirror, behind);
        Assert.Equal([ErasingLake.Digest], (await own.Lake.Eraser.FinishAsync(ErasingLake.Options)).StoredAgain);
        Assert.Equal(ErasingLake.Secret, await own.ReadAsync("main", "again"));
    }

    private static StoppedStore AtCommits(IObjectStore mirror, params Func<Task>[] acts) => new(mirror, (key, _) => key.StartsWith("commits/", StringComparison.Ordinal), acts);

    private static async Task StoreAgainAsync(IObjectStore store, InstantTime time)
    {
        var lake = await ShortEpochs.OpenAsync(store, time);
        await lake.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
        time.Advance(TimeSpan.FromSeconds(1));
        await lake.PutAsync("again", ErasingLake.Secret);
    }

    private Task<TestLake> OpenAsync(IObjectStore store) => ShortEpochs.OpenAsync(store, time);

    // A lake, a mirror of it, and a commit that the mirror lacks; with a collection record it writes trees into packs of its own.
    private async Task<(IObjectStore Store, MemoryStore Mirror)> MirroredAsync(bool packsAnew)
    {
        var store = await ErasingLake.FillAsync(time);
        var lake = await OpenAsync(store);
        if (packsAnew)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await ShortEpochs.CollectAsync(lake, time);
        }

        var mirror = new MemoryStore(time);
        await MirrorFixture.MirrorAsync(lake, mirror);
        await lake.PutAsync("late/more", "more");
        return (store, mirror);
    }
}
