using LakeVersion.Storage;
using LakeVersion.Versioning.Audit;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Tests.Mirroring;

/// <summary>What a mirror is made in, what it refuses, and how it ends to be one.</summary>
[Trait("store", "none")]
public sealed class MirrorPlaceTests
{
    [Fact]
    public async Task Nothing_is_published_in_a_mirror()
    {
        var lake = await MirrorFixture.FillAsync(new MemoryStore());
        var target = new MemoryStore();
        await MirrorFixture.MirrorAsync(lake, target);
        var before = await MirrorFixture.StoredAsync(target);
        var copy = await TestLake.OpenAsync(target);

        await RefusedAsync(() => copy.PutAsync("a", "b"));
        await RefusedAsync(() => copy.BranchAsync("new"));
        await RefusedAsync(() => copy.ResetAsync("work", "main"));
        await RefusedAsync(() => copy.Lake.Moves.DeleteAsync(RefName.Branch("work"), TestLake.Log).AsTask());
        await RefusedAsync(() => copy.Lake.Moves.RestoreAsync(RefName.Branch("gone"), TestLake.Log).AsTask());
        await RefusedAsync(() => copy.Lake.Settings.SetAsync("a", "b", TestLake.Log).AsTask());
        await RefusedAsync(() => Versioning.Staging.StagedTransaction.BeginAsync(copy.Lake, TestLake.Main, TestLake.Log).AsTask());

        Assert.Equal(before.Keys, (await MirrorFixture.StoredAsync(target)).Keys);

        async Task RefusedAsync(Func<Task> act)
        {
            var fault = await Assert.ThrowsAsync<LakeException>(act);
            Assert.Equal(LakeErrorKind.Refused, fault.Kind);
            Assert.Contains("lv promote", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_promoted_mirror_is_a_lake_of_its_own_with_its_whole_history()
    {
        var source = new MemoryStore();
        var lake = await MirrorFixture.FillAsync(source);
        var target = new MemoryStore();
        await MirrorFixture.MirrorAsync(lake, target);
        var mark = await new AuditReader((await TestLake.OpenAsync(target)).Lake).MarkAsync(TestLake.Main);

        var promotion = await MirrorPromotion.RunAsync((await TestLake.OpenAsync(target)).Lake, "bob");
        var own = await TestLake.OpenAsync(target);
        await own.PutAsync("data/own", "own");
        await own.BranchAsync("mine", "v1");

        var again = await TestLake.OpenAsync(target);
        Assert.Equal(lake.Lake.Id, promotion.Origin);
        Assert.Equal(promotion.Lake, again.Lake.Id);
        Assert.NotEqual(lake.Lake.Id, again.Lake.Id);
        Assert.Equal(promotion.Lake, (await again.HeadAsync()).Entry.Lake);
        Assert.Equal("own", await again.ReadAsync("main", "data/own"));
        Assert.Equal("one", await again.ReadAsync("main~3", "data/a"));
        Assert.Equal("", await again.FaultsAsync());
        Assert.Empty(await new ChainVerifier(again.Lake).VerifyAsync(TestLake.Main.Log, mark).ToListAsync());
        Assert.Equal(lake.Lake.RootCommit.Id, again.Lake.RootCommit.Id);
        var refused = await Assert.ThrowsAsync<LakeException>(() => MirrorFixture.MirrorAsync(lake, target).AsTask());
        Assert.Equal(LakeErrorKind.Refused, refused.Kind);
        var twice = await Assert.ThrowsAsync<LakeException>(() => MirrorPromotion.RunAsync(again.Lake, "bob").AsTask());
        Assert.Equal(LakeErrorKind.Conflict, twice.Kind);

        // And can be mirrored, and that promoted.
        var third = new MemoryStore();
        await MirrorFixture.MirrorAsync(again, third);
        await MirrorFixture.AssertWholeAsync(target, third);
        var last = await MirrorPromotion.RunAsync((await TestLake.OpenAsync(third)).Lake, "eve");
        var end = await TestLake.OpenAsync(third);
        await end.PutAsync("data/end", "end");
        Assert.Equal(promotion.Lake, last.Origin);
        Assert.Equal(last.Lake, (await end.HeadAsync()).Entry.Lake);
        Assert.Equal("", await end.FaultsAsync());
    }

    [Fact]
    public async Task A_mirror_that_was_written_to_is_refused_with_log_and_number()
    {
        var source = new MemoryStore();
        var lake = await MirrorFixture.FillAsync(source);
        var target = new MemoryStore();
        await MirrorFixture.MirrorAsync(lake, target);
        var head = (await lake.HeadAsync()).Entry.N;
        foreach (var mine in (int[])[1, 3])
        {
            // Written by something that does not know mirrors: an entry, and then another in the lake itself.
            var copy = new MemoryStore();
            await CopyAsync(target, copy);
            await copy.DeleteAsync([MirrorMark.Key]);
            for (var i = 0; i < mine; i++)
            {
                await (await TestLake.OpenAsync(copy)).PutAsync($"data/mine{i}", "mine");
            }

            await copy.PutAsync(MirrorMark.Key, (await target.GetAsync(MirrorMark.Key))!.Value);
            var before = await MirrorFixture.StoredAsync(copy);

            var ahead = await Assert.ThrowsAsync<LakeException>(() => MirrorFixture.MirrorAsync(lake, copy).AsTask());
            Assert.Equal(LakeErrorKind.Conflict, ahead.Kind);
            Assert.Contains($"refs/branches/main, entry {head + 1}", ahead.Message, StringComparison.Ordinal);
            Assert.Equal(before.Keys, (await MirrorFixture.StoredAsync(copy)).Keys);
            if (mine == 3)
            {
                for (var i = 0; i < 5; i++)
                {
                    await lake.PutAsync($"data/theirs{i}", "theirs");
                }

                var parted = await Assert.ThrowsAsync<LakeException>(() => MirrorFixture.MirrorAsync(lake, copy).AsTask());
                Assert.Contains($"refs/branches/main, entry {head + 1}", parted.Message, StringComparison.Ordinal);
                Assert.Contains("another", parted.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_place_that_holds_something_else_is_refused()
    {
        var source = new MemoryStore();
        var lake = await MirrorFixture.FillAsync(source);
        var foreign = new MemoryStore();
        await TestLake.CreateAsync(foreign);
        var files = new MemoryStore();
        await files.PutAsync(StoreKey.Parse("readme.txt"), "x"u8.ToArray());
        var others = new MemoryStore();
        await MirrorFixture.MirrorAsync(await TestLake.OpenAsync(foreign), others);

        await RefusedAsync(foreign, "another lake");
        await RefusedAsync(files, "readme.txt");
        await RefusedAsync(source, "the lake itself");
        await RefusedAsync(others, "another lake");

        async Task RefusedAsync(IObjectStore target, string says)
        {
            var before = await target.ListAsync(new ListRequest()).CountAsync();
            var fault = await Assert.ThrowsAsync<LakeException>(() => MirrorFixture.MirrorAsync(lake, target).AsTask());
            Assert.Equal(LakeErrorKind.Conflict, fault.Kind);
            Assert.Contains(says, fault.Message, StringComparison.Ordinal);
            Assert.Equal(before, await target.ListAsync(new ListRequest()).CountAsync());
        }
    }

    [Fact]
    public async Task A_mirror_that_is_not_finished_is_no_lake_yet()
    {
        var source = new MemoryStore();
        var lake = await MirrorFixture.FillAsync(source);
        var target = new MemoryStore();
        await MirrorFixture.MirrorAsync(lake, target);
        await target.DeleteAsync([LakeIdentity.Key]);

        var open = await Assert.ThrowsAsync<LakeException>(() => TestLake.OpenAsync(target));
        var init = await Assert.ThrowsAsync<LakeException>(() => TestLake.CreateAsync(target));

        Assert.Contains("lv mirror", open.Message, StringComparison.Ordinal);
        Assert.Equal(LakeErrorKind.Conflict, init.Kind);
        await MirrorFixture.MirrorAsync(lake, target);
        await MirrorFixture.AssertWholeAsync(source, target);
    }

    [Fact]
    public async Task Collection_records_come_along_and_what_follows_goes_to_later_epochs()
    {
        var source = new MemoryStore();
        var lake = await MirrorFixture.FillAsync(source);
        var target = new MemoryStore();
        var epoch = lake.Lake.Identity.EpochOf(await source.GetTimeAsync());
        await AddRecordAsync(source, lake.Lake, epoch + 3, new Dictionary<string, long> { [TestLake.Main.Log] = 4 });
        lake = await TestLake.OpenAsync(source);

        var first = await MirrorFixture.MirrorAsync(lake, target);
        await lake.PutAsync("data/after", "after");
        await MirrorFixture.PutLargeAsync(lake, "data/large", 9);
        await lake.BranchAsync("at-old", "main~3");
        await MirrorFixture.MirrorAsync(lake, target);

        Assert.Equal(1, first.Collections);
        var copy = await TestLake.OpenAsync(target);
        Assert.Equal("after", await copy.ReadAsync("main", "data/after"));
        Assert.Equal("two", await copy.ReadAsync("at-old", "other/b"));
        Assert.Equal(LakeErrorKind.Expired, (await Assert.ThrowsAsync<LakeException>(() => copy.ReadAsync("main@{#3}", "data/a"))).Kind);
        Assert.Equal("", await copy.FaultsAsync());
        Assert.Equal(epoch + 3, (await copy.Lake.ReadGcAsync(default)).SweepMax);

        // What the second run stored stands in epochs that the record leaves alone, whatever the source's keys are.
        var old = await TestLake.OpenAsync(source);
        Assert.Equal(
            (await old.Lake.Revisions.ResolveAsync("main")).Commit.Record.Root, (await copy.Lake.Revisions.ResolveAsync("main")).Commit.Record.Root);
        var place = (await copy.Lake.Revisions.ResolveAsync("main")).Commit.RootPlace!;
        Assert.True(place.Epoch > epoch + 3, $"epoch {place.Epoch}, sweepMax {epoch + 3}");
    }

    private static async Task AddRecordAsync(IObjectStore store, LakeStore lake, uint sweepMax, Dictionary<string, long> lowWater)
    {
        var record = new GcRecord { Lake = lake.Id, K = 1, Time = await store.GetTimeAsync(), Tx = lake.Id, SweepMax = sweepMax, LowWater = lowWater };
        await store.CreateAsync(NumberedKey.For(GcRecord.Prefix, 1), record.ToBytes());
    }

    private static async Task CopyAsync(MemoryStore from, MemoryStore to)
    {
        await foreach (var item in from.ListAsync(new ListRequest()))
        {
            var key = StoreKey.Parse(item.Name);
            await to.PutAsync(key, (await from.GetAsync(key))!.Value);
        }
    }
}
