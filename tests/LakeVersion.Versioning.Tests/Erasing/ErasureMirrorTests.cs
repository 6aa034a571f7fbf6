using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Tests.Collection;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Tests.Mirroring;

namespace LakeVersion.Versioning.Tests.Erasing;

/// <summary>What is erased in a lake is erased in its mirrors, wherever they have it, by the next run.</summary>
[Trait("store", "none")]
public sealed class ErasureMirrorTests
{
    private readonly InstantTime time = new();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_whole_mirror_loses_what_the_lake_did_whether_it_had_it_before_or_not(bool before, bool packsAnew)
    {
        var (store, lake) = await FillAsync();
        var mirror = new MemoryStore(time);
        if (packsAnew)
        {
            await CollectAsync(lake);
        }

        if (before)
        {
            await MirrorFixture.MirrorAsync(lake, mirror);
            Assert.True(await ErasingLake.IsThereAsync(mirror));
        }

        await lake.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
        time.Advance(TimeSpan.FromSeconds(1));
        await lake.PutAsync("again", "unrelated");
        await MirrorFixture.MirrorAsync(lake, mirror);
        await AssertErasedAsync(mirror, "main", "copy/of");
        var copy = await ShortEpochs.OpenAsync(mirror, time);
        Assert.Equal(("neighbour a", "unrelated"), (await copy.ReadAsync("v1", "keep/a"), await copy.ReadAsync("main", "again")));
        Assert.Equal("", await copy.FaultsAsync());
        Assert.Equal(0, (await MirrorFixture.MirrorAsync(lake, mirror)).Moved.Entries);
        Assert.Empty((await ErasingLake.CheckAsync(store)).Findings);
    }

    [Fact]
    public async Task What_was_stored_again_comes_with_the_same_run_and_stays_with_the_next()
    {
        var (_, lake) = await FillAsync();
        foreach (var packsAnew in (bool[])[false, true])
        {
            var mirror = new MemoryStore(time);
            if (packsAnew)
            {
                await CollectAsync(lake);
            }

            await MirrorFixture.MirrorAsync(lake, mirror);
            var path = $"again-{packsAnew}";
            await lake.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
            time.Advance(TimeSpan.FromSeconds(1));
            await lake.PutAsync(path, ErasingLake.Secret);
            await MirrorFixture.MirrorAsync(lake, mirror);
            await lake.PutAsync("more", path);
            await MirrorFixture.MirrorAsync(lake, mirror);
            var copy = await ShortEpochs.OpenAsync(mirror, time);
            Assert.Equal(ErasingLake.Secret, await copy.ReadAsync("main", path));
            await ErasingLake.ReadErasedAsync(copy, "main", "copy/of");
            Assert.Empty((await ErasingLake.CheckAsync(mirror)).Findings);
        }
    }

    [Fact]
    public async Task A_partial_mirror_loses_it_too_and_a_mirror_erases_nothing_by_itself()
    {
        var (_, lake) = await FillAsync();
        var mirror = new MemoryStore(time);
        var scope = new MirrorScope { Branches = ["main"], Paths = ["copy", "keep", "large"] };
        await MirrorFixture.MirrorAsync(lake, mirror, scope);
        Assert.True(await ErasingLake.IsThereAsync(mirror));
        var refused = await Assert.ThrowsAsync<LakeException>(async () =>
            await (await ShortEpochs.OpenAsync(mirror, time)).Lake.Eraser.EraseAsync(ErasingLake.All, "r", ErasingLake.Options));
        Assert.Equal(LakeErrorKind.Refused, refused.Kind);
        await lake.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
        await MirrorFixture.MirrorAsync(lake, mirror, scope);
        await AssertErasedAsync(mirror, "main", "copy/of");
        await ErasingLake.ReadErasedAsync(await ShortEpochs.OpenAsync(mirror, time), "main", "large");
    }

    [Fact]
    public async Task A_promoted_mirror_goes_on_to_say_so_and_erases_what_it_gets_later()
    {
        var (_, lake) = await FillAsync();
        var mirror = new MemoryStore(time);
        await lake.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
        await MirrorFixture.MirrorAsync(lake, mirror);
        await MirrorPromotion.RunAsync((await ShortEpochs.OpenAsync(mirror, time)).Lake, "ada", default);
        var own = await ShortEpochs.OpenAsync(mirror, time);
        await ErasingLake.ReadErasedAsync(own, "v1", "secret");
        time.Advance(TimeSpan.FromSeconds(1));
        await own.PutAsync("new", ErasingLake.Secret);
        Assert.Equal(2, (await own.Lake.Eraser.EraseAsync([ErasingLake.Digest], "second", ErasingLake.Options)).Erasure);
        await AssertErasedAsync(mirror, "main", "new");
        Assert.Equal("", await own.FaultsAsync());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public Task What_is_erased_while_a_run_goes_on_is_not_left_in_the_mirror_though_another_run_overtakes_it(bool packsAnew, bool isNew) => OvertakenAsync(
        packsAnew,
        isNew,
        other => other.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options).AsTask(),
        async mirror => await AssertErasedAsync(mirror, "main", "late/secret"));

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public Task What_is_stored_again_while_a_run_goes_on_stays_though_another_run_overtakes_it(bool packsAnew, bool isNew) => OvertakenAsync(
        packsAnew,
        isNew,
        async other =>
        {
            await other.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
            time.Advance(TimeSpan.FromSeconds(1));
            await other.PutAsync("again", ErasingLake.Secret);
        },
        async mirror =>
        {
            var copy = await ShortEpochs.OpenAsync(mirror, time);
            Assert.Equal(ErasingLake.Secret, await copy.ReadAsync("main", "again"));
            await ErasingLake.ReadErasedAsync(copy, "main", "late/secret");
            await ErasingLake.ReadErasedAsync(copy, "main", "copy/of");
            Assert.Empty((await ErasingLake.CheckAsync(mirror)).Findings);
        });

    [Fact]
    public async Task Of_two_runs_at_once_neither_takes_what_was_stored_again()
    {
        for (var (at, struck) = (1, true); struck; at++)
        {
            var (source, lake) = await FillAsync();
            var mirror = new MemoryStore(time);
            await MirrorFixture.MirrorAsync(lake, mirror);
            await lake.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
            time.Advance(TimeSpan.FromSeconds(1));
            await lake.PutAsync("again", ErasingLake.Secret);
            var slow = new MeddledStore(mirror, at, async () => await MirrorFixture.MirrorAsync(await ShortEpochs.OpenAsync(source, time), mirror));
            await MirrorFixture.MirrorAsync(lake, slow);
            struck = slow.Struck;
            Assert.Equal((at, ErasingLake.Secret), (at, await (await ShortEpochs.OpenAsync(mirror, time)).ReadAsync("main", "again")));
            await ErasingLake.ReadErasedAsync(await ShortEpochs.OpenAsync(mirror, time), "main", "copy/of");
        }
    }

    [Fact]
    public async Task A_lake_that_lost_what_was_stored_again_takes_it_from_no_mirror()
    {
        var (source, lake) = await FillAsync();
        var mirror = new MemoryStore(time);
        await MirrorFixture.MirrorAsync(lake, mirror);
        await lake.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
        time.Advance(TimeSpan.FromSeconds(1));
        var before = (await MirrorFixture.StoredAsync(source, "packs/")).Keys.ToHashSet();
        await lake.PutAsync("again", ErasingLake.Secret);
        var packs = (await MirrorFixture.StoredAsync(source, "packs/")).Keys.Where(key => !before.Contains(key)).ToList();
        await MirrorFixture.MirrorAsync(lake, mirror);
        time.Advance(TimeSpan.FromSeconds(3));
        await lake.Lake.Eraser.FinishAsync(ErasingLake.Options);
        await source.DeleteAsync([.. packs.Select(StoreKey.Parse)]);
        await MirrorFixture.MirrorAsync(await ShortEpochs.OpenAsync(source, time), mirror);
        Assert.Equal(ErasingLake.Secret, await (await ShortEpochs.OpenAsync(mirror, time)).ReadAsync("main", "again"));
    }

    [Fact]
    public async Task A_new_erasure_of_much_that_was_erased_before_leaves_no_doubt()
    {
        var (_, lake) = await FillAsync();
        await CollectAsync(lake);
        var mirror = new MemoryStore(time);
        await MirrorFixture.MirrorAsync(lake, mirror);
        await lake.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
        time.Advance(TimeSpan.FromSeconds(3));
        await lake.Lake.Eraser.FinishAsync(ErasingLake.Options);
        var many = Enumerable.Range(0, 6000).Select(i => $"content {i}").ToList();
        await using (var change = await lake.BeginAsync())
        {
            await TestLake.PutAsync(change, "again", ErasingLake.Secret);
            foreach (var content in many)
            {
                await TestLake.PutAsync(change, $"many/{content}", content);
            }

            await change.CommitAsync(TestLake.Commit("many"));
        }

        await MirrorFixture.MirrorAsync(lake, mirror);
        time.Advance(TimeSpan.FromSeconds(1));
        await lake.Lake.Eraser.EraseAsync([.. many.Select(content => ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(content))), ErasingLake.Digest], "all of it", ErasingLake.Options);
        time.Advance(TimeSpan.FromSeconds(1));
        await lake.PutAsync("third", ErasingLake.Secret);
        await MirrorFixture.MirrorAsync(lake, mirror);
        var copy = await ShortEpochs.OpenAsync(mirror, time);
        Assert.Equal(ErasingLake.Secret, await copy.ReadAsync("main", "third"));
        await ErasingLake.ReadErasedAsync(copy, "main", "again");
    }

    // Entries have the time of their copies there, and packs too.
    [Fact]
    public async Task The_second_look_of_a_promoted_mirror_leaves_what_was_stored_again_and_counts_no_zeros()
    {
        var (_, lake) = await FillAsync();
        await CollectAsync(lake);
        var mirror = new MemoryStore(time);
        await MirrorFixture.MirrorAsync(lake, mirror);
        await lake.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
        time.Advance(TimeSpan.FromSeconds(1));
        await using (var several = await lake.BeginAsync())
        {
            await TestLake.PutAsync(several, "again", ErasingLake.Secret);
            await TestLake.PutAsync(several, "second", "another secret");
            await several.CommitAsync(TestLake.Commit("Put several"));
        }

        time.Advance(TimeSpan.FromSeconds(1));
        await lake.Lake.Eraser.EraseAsync([ContentHash.Of("another secret"u8.ToArray())], "second", ErasingLake.Options);
        time.Advance(TimeSpan.FromSeconds(1));
        await MirrorFixture.MirrorAsync(lake, mirror);
        await MirrorPromotion.RunAsync((await ShortEpochs.OpenAsync(mirror, time)).Lake, "ada", default);
        time.Advance(TimeSpan.FromSeconds(3));
        var own = await ShortEpochs.OpenAsync(mirror, time);
        var finish = await own.Lake.Eraser.FinishAsync(ErasingLake.Options);
        Assert.Equal(0, finish.Erased);
        Assert.Equal([ErasingLake.Digest], finish.StoredAgain);
        Assert.Equal(ErasingLake.Secret, await own.ReadAsync("main", "again"));
        await ErasingLake.ReadErasedAsync(own, "main", "second");
    }

    [Fact]
    public async Task What_an_old_request_brings_back_goes_when_the_erasure_ends()
    {
        var (_, lake) = await FillAsync();
        var mirror = new MemoryStore(time);
        await MirrorFixture.MirrorAsync(lake, mirror);
        var before = await MirrorFixture.StoredAsync(mirror);
        await lake.Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
        await MirrorFixture.MirrorAsync(lake, mirror);
        foreach (var (key, bytes) in before.Where(pair => pair.Key.StartsWith("packs/", StringComparison.Ordinal) || pair.Key.StartsWith("objects/", StringComparison.Ordinal)))
        {
            await mirror.PutAsync(StoreKey.Parse(key), bytes);
        }

        Assert.True(await ErasingLake.IsThereAsync(mirror));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([1L], (await lake.Lake.Eraser.FinishAsync(ErasingLake.Options)).Done);
        await MirrorFixture.MirrorAsync(lake, mirror);
        await AssertErasedAsync(mirror, "main", "copy/of");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_second_look_takes_goes_here_too_and_never_what_was_stored_again(bool packsAnew)
    {
        var (store, lake) = await FillAsync();
        var mirror = new MemoryStore(time);
        if (packsAnew)
        {
            await CollectAsync(lake);
        }

        await MirrorFixture.MirrorAsync(lake, mirror);
        await using var slow = await lake.BeginAsync();
        await TestLake.PutAsync(slow, "slow", ErasingLake.Secret);
        var racer = StoppedStore.AtOrder(store, () => slow.Upload.FlushAsync().AsTask());
        await (await TestLake.OpenAsync(racer, new LakeStoreOptions { Time = time })).Lake.Eraser.EraseAsync(ErasingLake.All, ErasingLake.Reason, ErasingLake.Options);
        await slow.CommitAsync(TestLake.Commit("slow"));
        time.Advance(TimeSpan.FromSeconds(1));
        await lake.PutAsync("new", ErasingLake.Secret);
        await MirrorFixture.MirrorAsync(lake, mirror);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(1, (await lake.Lake.Eraser.FinishAsync(ErasingLake.Options)).Erased);

        if (packsAnew)
        {
            // Both lie in packs of the mirror's own, which nothing tells apart.
            var doubt = await Assert.ThrowsAsync<LakeException>(async () => await MirrorFixture.MirrorAsync(lake, mirror));
            Assert.Equal((LakeErrorKind.Conflict, true), (doubt.Kind, doubt.Message.Contains("Mirror to an empty place", StringComparison.Ordinal)));
            mirror = new MemoryStore(time);
        }

        await MirrorFixture.MirrorAsync(lake, mirror);
        var copy = await ShortEpochs.OpenAsync(mirror, time);
        Assert.Equal(ErasingLake.Secret, await copy.ReadAsync("main", "new"));
        await ErasingLake.ReadErasedAsync(copy, "main", "slow");
        await ErasingLake.ReadErasedAsync(copy, "main", "copy/of");
        Assert.Empty((await ErasingLake.CheckAsync(mirror)).Findings);
    }

    [Fact]
    public async Task A_mirror_that_packed_anew_and_erased_is_mirrored_on_also_once_promoted()
    {
        var (_, lake) = await FillAsync();
        await CollectAsync(lake);
        var (first, lagging) = (new MemoryStore(time), new MemoryStore(time));
        await MirrorFixture.MirrorAsync(lake, first);
        await MirrorFixture.MirrorAsync(await ShortEpochs.OpenAsync(first, time), lagging);
        await lake.PutAsync("late/secret", ErasingLake.Secret);
        await MirrorFixture.PutLargeAsync(lake, "late/large", 5);
        await MirrorFixture.MirrorAsync(lake, first);
        var late = await lake.Lake.Revisions.ResolveAsync("main");
        var large = (await lake.Lake.TreeOf(late.Commit).GetAsync(LakePath.Parse("late/large")))!.Sha256!.Value;
        await lake.Lake.Eraser.EraseAsync([.. ErasingLake.All, large], ErasingLake.Reason, ErasingLake.Options);
        await MirrorFixture.MirrorAsync(lake, first);
        foreach (var next in (MemoryStore[])[lagging, new MemoryStore(time)])
        {
            await MirrorFixture.MirrorAsync(await ShortEpochs.OpenAsync(first, time), next);
            await AssertErasedAsync(next, "main", "copy/of");
            await ErasingLake.ReadErasedAsync(await ShortEpochs.OpenAsync(next, time), "main", "late/large");
        }

        await MirrorPromotion.RunAsync((await ShortEpochs.OpenAsync(first, time)).Lake, "ada", default);
        var promoted = new MemoryStore(time);
        await MirrorFixture.MirrorAsync(await ShortEpochs.OpenAsync(first, time), promoted);
        await AssertErasedAsync(promoted, "main", "late/secret");
    }

    // At each operation of a run to the mirror something is done in the lake, and another run goes through.
    private async Task OvertakenAsync(bool packsAnew, bool isNew, Func<TestLake, Task> work, Func<IObjectStore, Task> check)
    {
        for (var (at, struck) = (1, true); struck; at++)
        {
            var (source, lake) = await FillAsync();
            var mirror = new MemoryStore(time);
            if (packsAnew)
            {
                await CollectAsync(lake);
            }

            if (!isNew)
            {
                await MirrorFixture.MirrorAsync(lake, mirror);
            }

            await lake.PutAsync("late/secret", ErasingLake.Secret);
            await lake.PutAsync("late/more", "more");
            var slow = new MeddledStore(mirror, at, async () =>
            {
                var other = await ShortEpochs.OpenAsync(source, time);
                await work(other);
                await MirrorFixture.MirrorAsync(other, mirror);
            });
            var moved = (await MirrorFixture.MirrorAsync(lake, slow)).Moved;
            Assert.Equal(moved.EntriesInAll, moved.Entries);
            struck = slow.Struck;
            if (struck)
            {
                await MirrorFixture.MirrorAsync(await ShortEpochs.OpenAsync(source, time), mirror);
                await check(mirror);
            }
        }
    }

    private async Task AssertErasedAsync(IObjectStore mirror, string revision, string path)
    {
        await ErasingLake.AssertGoneAsync(mirror);
        await ErasingLake.AssertGoneAsync(mirror, "large-secret");
        var told = await ErasingLake.ReadErasedAsync(await ShortEpochs.OpenAsync(mirror, time), revision, path);
        Assert.Equal(LakeErrorKind.Expired, told.Kind);
        var (verifier, findings) = await ErasingLake.CheckAsync(mirror);
        Assert.Empty(findings);
        Assert.True(verifier.Figures.Erased > 0);
    }

    private async Task<(IObjectStore Store, TestLake Lake)> FillAsync()
    {
        var store = await ErasingLake.FillAsync(time);
        return (store, await ShortEpochs.OpenAsync(store, time));
    }

    // With a collection record, mirrors write their trees into packs of their own.
    private async Task CollectAsync(TestLake lake)
    {
        time.Advance(TimeSpan.FromSeconds(30));
        await ShortEpochs.CollectAsync(lake, time);
    }
}
