using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Tests.Mirroring;

/// <summary>Mirrors of whole lakes.</summary>
public sealed class WholeMirrorTests
{
    [Fact]
    public async Task A_lake_goes_from_a_folder_to_a_store_to_a_folder_and_is_the_same()
    {
        using var from = new TemporaryFolder();
        using var to = new TemporaryFolder();
        var source = new LocalFolderStore(from.Path);
        var middle = TestStores.Open();
        var end = new LocalFolderStore(to.Path);
        var lake = await MirrorFixture.FillAsync(source);

        var first = await MirrorFixture.MirrorAsync(lake, middle);
        await MirrorFixture.MirrorAsync(await TestLake.OpenAsync(middle), end);

        Assert.True(first.IsNew);
        Assert.Null(first.Mark.Part);
        Assert.Equal(first.Moved.EntriesInAll, first.Moved.Entries);
        await MirrorFixture.AssertWholeAsync(source, middle);
        await MirrorFixture.AssertWholeAsync(source, end);
    }

    [Fact]
    public async Task A_second_run_moves_only_what_is_new()
    {
        var source = new MemoryStore();
        var target = new MemoryStore();
        var lake = await MirrorFixture.FillAsync(source);
        await MirrorFixture.MirrorAsync(lake, target);
        var counted = new CountingStore(target);

        var idle = await MirrorFixture.MirrorAsync(lake, counted);
        var nothing = counted.Snapshot();
        await lake.PutAsync("data/new", "news");
        var second = await MirrorFixture.MirrorAsync(lake, counted);
        var moved = counted.Snapshot();

        Assert.Equal(0, idle.Logs);
        Assert.Equal(0, nothing.Puts + nothing.Creates);
        Assert.Equal(0, nothing.Ranges);
        Assert.True(second is { IsNew: false, Logs: 1, Moved: { Entries: 1, Commits: 1, Objects: 1 } }, second.ToString());
        Assert.Equal(2, moved.Puts); // The pack and the commit's record.
        Assert.Equal(1, moved.Creates);
        await MirrorFixture.AssertWholeAsync(source, target);
    }

    [Fact]
    public async Task What_is_written_meanwhile_comes_with_the_next_run()
    {
        var source = new MemoryStore();
        var target = new MemoryStore();
        var lake = await MirrorFixture.FillAsync(source);
        var written = 0;
        var watcher = new Watcher(async () =>
        {
            if (written++ < 20)
            {
                await lake.PutAsync($"meanwhile/{written}", "x");
            }
        });

        await LakeMirroring.RunAsync(lake.Lake, target, MirrorScope.Whole, watcher);

        Assert.True(written > 1);
        var half = await TestLake.OpenAsync(target);
        Assert.Equal("", await half.FaultsAsync());
        await MirrorFixture.DescribeAsync(half.Lake); // Reads every file of every state that is there.
        await MirrorFixture.MirrorAsync(lake, target);
        await MirrorFixture.AssertWholeAsync(source, target);
    }

    [Fact]
    public async Task Branches_that_are_deleted_and_tags_that_come_later_follow()
    {
        var source = new MemoryStore();
        var target = new MemoryStore();
        var lake = await MirrorFixture.FillAsync(source);
        await MirrorFixture.MirrorAsync(lake, target);

        await lake.Lake.Moves.DeleteAsync(RefName.Branch("work"), TestLake.Log);
        await lake.Lake.Births.CreateAsync(RefName.Tag("v2"), (await lake.Lake.Revisions.ResolveAsync("main")).AsBirth, TestLake.Log);
        await lake.BranchAsync("late", "main~3");
        await MirrorFixture.MirrorAsync(lake, target);

        await MirrorFixture.AssertWholeAsync(source, target);
    }

    [Theory]
    [Trait("tier", "long")]
    [InlineData(FaultKind.ThrowBefore)]
    [InlineData(FaultKind.ThrowAfter)]
    public async Task A_run_that_is_killed_anywhere_goes_on_from_there(FaultKind kind)
    {
        var source = new MemoryStore();
        var lake = await MirrorFixture.FillAsync(source);
        var struck = true;
        for (var n = 1; struck; n += LongTier.Stride * (n < 40 ? 1 : 7))
        {
            var killed = new MemoryStore();
            var store = new FaultStore(killed) { Plan = new FaultPlan(n, kind) { Dies = true } };
            var died = await Xunit.Record.ExceptionAsync(() => MirrorFixture.MirrorAsync(lake, store).AsTask());

            struck = store.Struck;
            Assert.Equal(struck, died is not null);
            await MirrorFixture.MirrorAsync(lake, killed);
            await MirrorFixture.AssertWholeAsync(source, killed);
        }
    }

    [Fact]
    public async Task A_run_that_is_killed_leaves_nothing_that_is_not_whole()
    {
        var source = new MemoryStore();
        var lake = await MirrorFixture.FillAsync(source);
        var target = new MemoryStore();
        await MirrorFixture.MirrorAsync(lake, target);
        await lake.PutAsync("data/a", "again");
        await MirrorFixture.PutLargeAsync(lake, "data/large", 2, "work");
        await lake.BranchAsync("more", "work");
        var struck = true;
        for (var n = 1; struck; n++)
        {
            var copy = await Copied(target);
            var store = new FaultStore(copy) { Plan = new FaultPlan(n, FaultKind.ThrowAfter) { Dies = true } };
            await Xunit.Record.ExceptionAsync(() => MirrorFixture.MirrorAsync(lake, store).AsTask());

            struck = store.Struck;
            var seen = await TestLake.OpenAsync(copy);
            await MirrorFixture.DescribeAsync(seen.Lake);
            Assert.Equal("", await seen.FaultsAsync());
        }
    }

    [Theory]
    [Trait("tier", "long")]
    [InlineData(FaultKind.UnknownWithEffect)]
    [InlineData(FaultKind.UnknownWithoutEffect)]
    [InlineData(FaultKind.ExistsThoughCreated)]
    public async Task An_unclear_answer_to_a_create_is_asked_again(FaultKind kind)
    {
        var source = new MemoryStore();
        var lake = await MirrorFixture.FillAsync(source);
        var dry = new FaultStore(new MemoryStore());
        await MirrorFixture.MirrorAsync(lake, dry);
        var creates = dry.Calls.Select((call, i) => (call, n: i + 1)).Where(x => x.call.StartsWith("create ", StringComparison.Ordinal)).ToList();
        Assert.True(creates.Count > 10);
        for (var i = 0; i < creates.Count; i += LongTier.Stride)
        {
            var (target, n) = (new MemoryStore(), creates[i].n);
            try
            {
                await MirrorFixture.MirrorAsync(lake, new FaultStore(target) { Plan = new FaultPlan(n, kind) });
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Unavailable && !e.Message.Contains("'create ", StringComparison.Ordinal))
            {
                // Logs are brought side by side, so another request was the n-th this time: the next run goes on.
                await MirrorFixture.MirrorAsync(lake, target);
            }

            await MirrorFixture.AssertWholeAsync(source, target);
        }
    }

    [Fact]
    public async Task Damage_of_the_source_is_named_and_nothing_of_it_is_published()
    {
        var whole = new MemoryStore();
        await MirrorFixture.FillAsync(whole);
        var stored = await MirrorFixture.StoredAsync(whole);
        foreach (var name in stored.Keys.Where(key => key.StartsWith("packs/", StringComparison.Ordinal) || key.StartsWith("objects/", StringComparison.Ordinal) || key.StartsWith("commits/", StringComparison.Ordinal)))
        {
            var source = await Copied(whole);
            var bytes = stored[name].ToArray();
            bytes[bytes.Length / 2] ^= 1;
            await source.PutAsync(StoreKey.Parse(name), bytes);
            var target = new MemoryStore();
            var lake = await TestLake.OpenAsync(source);

            var fault = await Xunit.Record.ExceptionAsync(() => MirrorFixture.MirrorAsync(lake, target).AsTask());

            var corrupt = Assert.IsType<LakeException>(fault);
            Assert.Equal(LakeErrorKind.Corrupt, corrupt.Kind);
            Assert.Contains(name, corrupt.Message, StringComparison.Ordinal);
            Assert.Empty(await MirrorFixture.StoredAsync(target, "refs/"));
            Assert.Null(await target.StatAsync(LakeIdentity.Key));
            Assert.Null(await target.StatAsync(StoreKey.Parse(name)));
        }
    }

    private static async Task<MemoryStore> Copied(MemoryStore from)
    {
        var copy = new MemoryStore();
        await foreach (var item in from.ListAsync(new ListRequest()))
        {
            var key = StoreKey.Parse(item.Name);
            await copy.PutAsync(key, (await from.GetAsync(key))!.Value);
        }

        return copy;
    }

    // Work in between, on the mirroring's own thread.
    private sealed class Watcher(Func<Task> act) : IProgress<MirrorProgress>
    {
        public void Report(MirrorProgress value) => act().GetAwaiter().GetResult();
    }
}
