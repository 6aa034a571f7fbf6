using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Audit;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Mirroring;

/// <summary>Mirrors of a part of a lake: what is there can be read, what is not says so.</summary>
public sealed class PartialMirrorTests
{
    [Fact]
    public async Task A_branch_comes_with_the_commits_behind_it_and_without_other_names()
    {
        var target = TestStores.Open();
        var lake = await MirrorFixture.FillAsync(TestStores.Open());
        await lake.BranchAsync("feature", "main");
        await lake.PutAsync("data/f", "feature", "feature");

        var result = await MirrorFixture.MirrorAsync(lake, target, new MirrorScope { Branches = ["feature"] });

        var copy = await TestLake.OpenAsync(target);
        Assert.Equal(["feature"], result.Mark.Part!.Branches!);
        Assert.Equal("feature", await copy.ReadAsync("feature", "data/f"));
        Assert.Equal("one", await copy.ReadAsync("feature~2", "data/a"));
        Assert.Equal("one", await copy.ReadAsync((await lake.Lake.Revisions.ResolveAsync("main~2")).Commit.Id.ToString(), "data/a"));
        Assert.Equal(["feature"], (await copy.Lake.Catalog.ListAsync(RefKind.Branch)).Select(named => named.Name.Name));
        Assert.Empty(await copy.Lake.Catalog.ListAsync(RefKind.Tag));
        Assert.Equal("", await copy.FaultsAsync());
        Assert.Equal(LakeErrorKind.NotFound, (await FaultOfAsync(() => copy.ReadAsync("main", "data/a"))).Kind);
    }

    [Fact]
    public async Task Content_outside_the_paths_is_left_out_and_says_where_it_is()
    {
        var source = TestStores.Open();
        var target = TestStores.Open();
        var lake = await MirrorFixture.FillAsync(source);

        await MirrorFixture.MirrorAsync(lake, target, new MirrorScope { Paths = ["data/"] });

        var copy = await TestLake.OpenAsync(target);
        var large = await copy.Lake.TreeOf((await copy.Lake.Revisions.ResolveAsync("main")).Commit).GetAsync(LakePath.Parse("data/large"));
        Assert.Equal(MirrorFixture.LargeBytes, (await copy.Lake.Content.ReadAsync(large!)).Length);
        Assert.Equal("one", await copy.ReadAsync("main", "data/a"));
        Assert.Equal("three", await copy.ReadAsync("work@{#3}", "data/a"));
        var fault = await FaultOfAsync(() => copy.ReadAsync("main", "other/b"));
        Assert.Equal(LakeErrorKind.NotFound, fault.Kind);
        Assert.Contains("left out of this partial mirror", fault.Message, StringComparison.Ordinal);
        Assert.Contains(source.Name, fault.Message, StringComparison.Ordinal);
        Assert.Equal("", await copy.FaultsAsync());
        Assert.Equal((await lake.HeadAsync()).Hash, (await copy.HeadAsync()).Hash);
    }

    [Fact]
    public async Task Nodes_outside_the_paths_are_left_out_and_equal_trees_keep_their_ids()
    {
        var source = new MemoryStore();
        var target = new MemoryStore();
        var lake = await TestLake.CreateAsync(source);
        await using (var transaction = await lake.BeginAsync())
        {
            for (var i = 0; i < 6000; i++)
            {
                transaction.Put(LakePath.Parse($"{(i % 3 == 0 ? "b" : i % 3 == 1 ? "a" : "c")}/{i:d5}"), await transaction.Upload.AddContentAsync(BitConverter.GetBytes(i)));
            }

            await transaction.CommitAsync(TestLake.Commit("Many"));
        }

        await lake.PutAsync("c/00002", "changed");
        await lake.PutAsync("b/00003", "changed");
        var scope = new MirrorScope { Paths = ["b", "c/00005"] };
        var first = await MirrorFixture.MirrorAsync(lake, target, scope);
        await lake.PutAsync("b/00006", "again");
        var second = await MirrorFixture.MirrorAsync(lake, target);

        var copy = await TestLake.OpenAsync(target);
        var head = (await copy.Lake.Revisions.ResolveAsync("main")).Commit;
        var items = await copy.Lake.TreeOf(head).ScanAsync(new TreeScan { Prefix = "b/" }).ToListAsync();
        Assert.Equal(2000, items.Count);
        foreach (var item in items)
        {
            await copy.Lake.Content.ReadAsync(item.Entry!);
        }

        Assert.Equal("again", await copy.ReadAsync("main", "b/00006"));
        Assert.Equal("changed", await copy.ReadAsync("main~1", "b/00003"));
        Assert.Equal(BitConverter.GetBytes(5).Length, (await copy.ReadAsync("main", "c/00005"))!.Length);
        Assert.Contains("left out", (await FaultOfAsync(() => copy.ReadAsync("main", "a/00001"))).Message, StringComparison.Ordinal);
        Assert.Contains("left out", (await FaultOfAsync(() => copy.ReadAsync("main", "c/05999"))).Message, StringComparison.Ordinal);
        Assert.Equal((await lake.Lake.Revisions.ResolveAsync("main")).Commit.Record.Root, head.Record.Root);
        Assert.True(second.Moved.Bytes < first.Moved.Bytes / 5, $"{second.Moved.Bytes} bytes after {first.Moved.Bytes}");
    }

    [Fact]
    public async Task States_before_a_time_are_left_out_and_logs_begin_there()
    {
        var lake = await MirrorFixture.FillAsync(new MemoryStore());
        var since = (await lake.Lake.Logs.ReadAsync(RefName.Branch("main").Log, 4)).Entry.Time;
        var target = new MemoryStore();

        var result = await MirrorFixture.MirrorAsync(lake, target, new MirrorScope { Since = since });

        var copy = await TestLake.OpenAsync(target);
        Assert.Equal(4, result.Mark.Part!.Logs[RefName.Branch("main").Log].N);
        Assert.Equal("two", await copy.ReadAsync("main@{#4}", "other/b"));
        Assert.Equal("four", await copy.ReadAsync("main", "data/c"));
        Assert.Equal("", await copy.FaultsAsync());
        Assert.Contains("left out", (await FaultOfAsync(() => copy.ReadAsync("main@{#3}", "data/a"))).Message, StringComparison.Ordinal);
        Assert.Contains("left out", (await FaultOfAsync(() => copy.ReadAsync("main~3", "data/a"))).Message, StringComparison.Ordinal);
        Assert.Equal(LakeErrorKind.NotFound, (await FaultOfAsync(() => copy.ReadAsync("main@{2001-01-01}", "data/a"))).Kind);
        Assert.Equal([6L, 5L, 4L], await copy.Lake.Logs.NewestFirstAsync(RefName.Branch("main").Log).Select(stored => stored.Entry.N).ToListAsync());
        Assert.NotEmpty(await new AuditReader(copy.Lake).ReadAsync(new AuditFilter()).ToListAsync());

        // An old state that a name comes back to later is brought with its content.
        await lake.BranchAsync("old", "main~3");
        await lake.PutAsync("data/c", "five");
        await MirrorFixture.MirrorAsync(lake, target);
        var later = await TestLake.OpenAsync(target);
        Assert.Equal("one", await later.ReadAsync("old", "data/a"));
        Assert.Equal("five", await later.ReadAsync("main", "data/c"));
        Assert.Equal("", await later.FaultsAsync());
    }

    [Fact]
    [Trait("tier", "long")]
    public async Task A_partial_run_that_is_killed_anywhere_goes_on_from_there()
    {
        var lake = await MirrorFixture.FillAsync(new MemoryStore());
        var scope = new MirrorScope { Paths = ["data"], Branches = ["main", "work"] };
        var whole = new MemoryStore();
        await MirrorFixture.MirrorAsync(lake, whole, scope);
        var expected = await ReadableAsync(whole);
        var struck = true;
        for (var n = 1; struck; n++)
        {
            var killed = new MemoryStore();
            var store = new FaultStore(killed) { Plan = new FaultPlan(n, FaultKind.ThrowAfter) { Dies = true } };
            await Xunit.Record.ExceptionAsync(() => MirrorFixture.MirrorAsync(lake, store, scope).AsTask());

            struck = store.Struck;
            await MirrorFixture.MirrorAsync(lake, killed, scope);
            Assert.Equal(expected, await ReadableAsync(killed));
        }
    }

    [Fact]
    public async Task A_partial_mirror_goes_on_with_what_it_was_begun_with_and_nothing_else()
    {
        var lake = await MirrorFixture.FillAsync(new MemoryStore());
        var target = new MemoryStore();
        await MirrorFixture.MirrorAsync(lake, target, new MirrorScope { Paths = ["data"] });
        await lake.PutAsync("data/a", "later");

        await MirrorFixture.MirrorAsync(lake, target);
        var other = await FaultOfAsync(() => MirrorFixture.MirrorAsync(lake, target, new MirrorScope { Paths = ["other"] }).AsTask());
        var copy = await TestLake.OpenAsync(target);
        var further = await FaultOfAsync(() => MirrorFixture.MirrorAsync(copy, new MemoryStore()).AsTask());
        var promote = await FaultOfAsync(() => MirrorPromotion.RunAsync(copy.Lake, "ada").AsTask());

        Assert.Equal("later", await copy.ReadAsync("main", "data/a"));
        Assert.Equal(LakeErrorKind.Invalid, other.Kind);
        Assert.Contains("--path data", other.Message, StringComparison.Ordinal);
        Assert.Equal(LakeErrorKind.Refused, further.Kind);
        Assert.Equal(LakeErrorKind.Refused, promote.Kind);
    }

    [Fact]
    public async Task A_branch_that_is_not_there_is_named()
    {
        var lake = await MirrorFixture.FillAsync(new MemoryStore());
        var target = new MemoryStore();

        var fault = await FaultOfAsync(() => MirrorFixture.MirrorAsync(lake, target, new MirrorScope { Branches = ["wrok"] }).AsTask());

        Assert.Equal(LakeErrorKind.NotFound, fault.Kind);
        Assert.Contains("'wrok'", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await target.ListAsync(new ListRequest()).ToListAsync());
    }

    // All that can be read on all branches, as text.
    private static async Task<string> ReadableAsync(IObjectStore store)
    {
        var copy = await TestLake.OpenAsync(store);
        var lines = new List<string>();
        foreach (var named in await copy.Lake.Catalog.ListAsync(RefKind.Branch))
        {
            await foreach (var stored in copy.Lake.Logs.NewestFirstAsync(named.Name.Log))
            {
                lines.Add($"{named.Name} {stored.Hash}");
                if (stored.Entry.After is { } id)
                {
                    await foreach (var item in copy.Lake.TreeOf(await copy.Lake.Commits.ReadAsync(id)).ScanAsync(new TreeScan()))
                    {
                        lines.Add($"  {item.Path} {(item.Entry!.Place?.Room == Room.Absent ? "absent" : ContentHash.Of((await copy.Lake.Content.ReadAsync(item.Entry)).Span))}");
                    }
                }
            }
        }

        lines.Add(await copy.FaultsAsync());
        return string.Join('\n', lines);
    }

    private static async Task<LakeException> FaultOfAsync(Func<Task> act) => await Assert.ThrowsAsync<LakeException>(act);
}
