using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Collection.Retention;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Tests.Logs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Versioning.Tests.Collection;

public sealed class CollectorTests
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly CollectorOptions Options = new() { Author = "gc" };

    private readonly InstantTime time = new();
    private readonly IObjectStore store;

    public CollectorTests() => store = TestStores.Open(time);

    [Fact]
    public async Task Without_rules_what_was_published_stays_and_what_was_dropped_goes()
    {
        var lake = await CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("a", "2");
        await lake.BranchAsync("gone");
        await lake.PutAsync("a", "3", "gone");
        await lake.Lake.Moves.DeleteAsync(RefName.Branch("gone"), TestLake.Log);
        await using (var dropped = await lake.BeginAsync())
        {
            await TestLake.PutAsync(dropped, "b", "1");
            await dropped.Upload.FlushAsync();
        }

        var before = await KeptWorld.KeysAsync(store);
        time.Advance(Month);
        var result = await lake.Lake.Collector.RunAsync(Options);

        Assert.Equal((CollectorState.Done, 1L), (result.State, result.Freed!.FreedCount));
        Assert.Equal(1, result.Freed.UnpublishedCount);
        Assert.Single(before.Except(await KeptWorld.KeysAsync(store)));
        Assert.Equal(("1", "2"), (await ReadAsync("main@{#3}", "a"), await ReadAsync("main", "a")));
        await lake.Lake.Moves.RestoreAsync(RefName.Branch("gone"), TestLake.Log);
        Assert.Equal("3", await ReadAsync("gone", "a"));
        Assert.Equal("", await KeptWorld.MissingAsync(store));
        Assert.Equal("", await lake.FaultsAsync());
    }

    [Fact]
    public async Task What_is_younger_than_the_grace_period_stays_and_goes_later()
    {
        var lake = await CreateAsync();
        await using var slow = await lake.BeginAsync();
        await TestLake.PutAsync(slow, "b", "1");
        await slow.Upload.FlushAsync();
        Assert.Equal(0, (await lake.Lake.Collector.RunAsync(Options)).Freed?.FreedCount ?? 0);
        time.Advance(TimeSpan.FromDays(6.9));
        Assert.Equal(0, (await lake.Lake.Collector.RunAsync(Options)).Freed?.FreedCount ?? 0);
        time.Advance(TimeSpan.FromDays(14));
        Assert.Equal(1, (await lake.Lake.Collector.RunAsync(Options)).Freed!.FreedCount);
        var refused = await Assert.ThrowsAsync<LakeException>(() => slow.CommitAsync(TestLake.Commit("slow")).AsTask());
        Assert.Equal(LakeErrorKind.Expired, refused.Kind);
    }

    [Fact]
    public async Task A_rule_lets_go_of_old_states_a_grace_period_after_it_was_said()
    {
        var lake = await CreateAsync();
        await lake.PutAsync("a", new string('1', 2_000_000));
        var old = (await lake.Lake.Revisions.ResolveAsync("main")).Commit;
        await lake.PutAsync("a", new string('2', 2_000_000));
        await lake.PutAsync("c", "1");
        await RuleAsync(lake, "main", count: 1);
        time.Advance(Month);

        var announced = await lake.Lake.Collector.RunAsync(Options);
        Assert.Equal((CollectorState.Waiting, 1L), (announced.State, announced.K));
        Assert.Equal([("main", 1L, 5L)], announced.Expired.Select(one => (one.Name, one.From, one.To)));
        var entry = (await lake.Lake.TreeOf(old).GetAsync(LakePath.Parse("a")))!;
        Assert.Equal("", await KeptWorld.MissingAsync(store));
        Assert.Equal(CollectorState.Waiting, (await lake.Lake.Collector.RunAsync(Options)).State);
        time.Advance(TimeSpan.FromDays(6.9));
        Assert.Equal(CollectorState.Waiting, (await lake.Lake.Collector.StatusAsync()).State);
        time.Advance(TimeSpan.FromDays(0.2));

        var swept = await lake.Lake.Collector.RunAsync(Options);
        Assert.Equal((CollectorState.Done, 1L, 1L), (swept.State, swept.K, swept.Freed!.FreedObjects));
        Assert.Contains(swept.Freed.ByFolder, freed => freed is { Name: "branch 'main'", Folder: "", Bytes: > 2_000_000 });
        Assert.Equal("", await KeptWorld.MissingAsync(store));
        Assert.Empty(await KeptWorld.GarbageAsync(store));
        Assert.StartsWith("2222", await ReadAsync("main", "a"), StringComparison.Ordinal);
        foreach (var revision in (string[])["main~2", "main@{#3}", old.Id.ToString()])
        {
            var expired = await Assert.ThrowsAsync<LakeException>(async () => await (await OpenAsync()).Lake.Revisions.ResolveAsync(revision));
            Assert.Equal(LakeErrorKind.Expired, expired.Kind);
            Assert.Contains("expired by gc 1 on", expired.Message, StringComparison.Ordinal);
        }

        // Also whoever walked there from a later commit, or had it open, is told so.
        var walked = (await OpenAsync()).Lake;
        var tree = await Assert.ThrowsAsync<LakeException>(async () => await walked.TreeOf(old).GetAsync(LakePath.Parse("a")));
        Assert.Equal(LakeErrorKind.Expired, tree.Kind);
        var content = await Assert.ThrowsAsync<LakeException>(async () => await walked.ContentOf(old).ReadAsync(entry));
        Assert.Equal(LakeErrorKind.Expired, content.Kind);

        // Commits and audit entries stay.
        Assert.Equal("Put a", (await (await OpenAsync()).Lake.Commits.ReadAsync(old.Id)).Record.Message);
        Assert.Equal("", await lake.FaultsAsync());
    }

    [Fact]
    public async Task A_second_run_frees_nothing_and_says_nothing()
    {
        var lake = await CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("a", "2");
        await RuleAsync(lake, "*", count: 1);
        time.Advance(Month);
        await lake.Lake.Collector.RunAsync(Options);
        time.Advance(TimeSpan.FromDays(7));
        Assert.Equal(CollectorState.Done, (await lake.Lake.Collector.RunAsync(Options)).State);
        var after = await AllKeysAsync();
        var again = await lake.Lake.Collector.RunAsync(Options);
        while (again.Freed is not null)
        {
            // The epoch may have moved on meanwhile; then there is one more record, and still nothing to free.
            Assert.Equal(0, again.Freed.FreedCount);
            after = await AllKeysAsync();
            again = await lake.Lake.Collector.RunAsync(Options);
        }

        Assert.Equal((CollectorState.Done, 0), (again.State, again.Expired.Count));
        Assert.Equal(after, await AllKeysAsync());
    }

    [Fact]
    public async Task Tags_keeps_and_other_branches_protect_what_a_rule_lets_go_of_elsewhere()
    {
        var lake = await CreateAsync();
        for (var i = 1; i <= 6; i++)
        {
            await lake.PutAsync("a", $"{i}");
        }

        var at = new Dictionary<int, ResolvedAt>();
        foreach (var n in (int[])[3, 4, 5])
        {
            at[n] = new ResolvedAt(await lake.Lake.Revisions.ResolveAsync($"main@{{#{n}}}"));
        }

        await lake.Lake.Births.CreateAsync(RefName.Tag("v1"), at[3].Birth, TestLake.Log);
        await lake.Lake.Births.CreateAsync(RefName.Keep(at[4].Commit.Id), at[4].Birth, TestLake.Log);
        await lake.Lake.Births.CreateAsync(RefName.Branch("dev"), at[5].Birth, TestLake.Log);
        await RuleAsync(lake, "main", count: 1);
        await CollectAsync(lake);

        Assert.Equal(("1", "2", "3"), (await ReadAsync("v1", "a"), await ReadAsync(at[4].Commit.Id.ToString(), "a"), await ReadAsync("dev", "a")));
        Assert.Equal("1", await ReadAsync(at[3].Commit.Id.ToString(), "a"));
        await Assert.ThrowsAsync<LakeException>(() => ReadAsync("main@{#6}", "a"));
        Assert.Empty(await KeptWorld.GarbageAsync(store));
        Assert.Equal("", await KeptWorld.MissingAsync(store));
    }

    [Fact]
    public async Task A_deleted_branch_can_be_restored_while_its_rule_says_so_and_is_let_go_then()
    {
        var lake = await CreateAsync();
        await lake.BranchAsync("dev/x");
        await lake.PutAsync("big", new string('x', 1_500_000), "dev/x");
        await lake.Lake.Moves.DeleteAsync(RefName.Branch("dev/x"), TestLake.Log);
        await lake.Lake.Retention.SetAsync(new RetentionRule { Name = "dev", Branches = ["dev/*"], Count = 3, Deleted = TimeSpan.FromDays(40) }, TestLake.Log);
        await CollectAsync(lake);
        await lake.Lake.Moves.RestoreAsync(RefName.Branch("dev/x"), TestLake.Log);
        Assert.StartsWith("xxx", await ReadAsync("dev/x", "big"), StringComparison.Ordinal);
        await lake.Lake.Moves.DeleteAsync(RefName.Branch("dev/x"), TestLake.Log);

        time.Advance(TimeSpan.FromDays(41));
        var (_, swept) = await CollectAsync(lake);
        Assert.Equal(1, swept.Freed!.FreedObjects);
        Assert.Contains(swept.Freed.ByFolder, freed => freed.Name == "branch 'dev/x'");
        var refused = await Assert.ThrowsAsync<LakeException>(() => lake.Lake.Moves.RestoreAsync(RefName.Branch("dev/x"), TestLake.Log).AsTask());
        Assert.Equal(LakeErrorKind.Expired, refused.Kind);
        Assert.Empty(await KeptWorld.GarbageAsync(store));
    }

    [Fact]
    public async Task Steps_of_ended_transactions_go_and_those_of_open_ones_stay()
    {
        var lake = await CreateAsync();
        var ids = new List<Id128>();
        foreach (var name in (string[])["open", "aborted"])
        {
            ids.Add(await StagedTransaction.BeginAsync(lake.Lake, TestLake.Main, TestLake.Log));
            await using var step = await StagedTransaction.OpenAsync(lake.Lake, ids[^1], new TransactionOptions());
            await TestLake.PutAsync(step.Transaction, name, new string('x', 1_500_000));
            await step.SaveAsync("put", TestLake.Log);
        }

        await using (var aborted = await StagedTransaction.OpenAsync(lake.Lake, ids[1], new TransactionOptions()))
        {
            await aborted.AbortAsync(TestLake.Log);
        }

        time.Advance(Month);
        var plan = await lake.Lake.Collector.PlanAsync(Options);
        var swept = await lake.Lake.Collector.RunAsync(Options);
        Assert.Equal((1L, 1L), (plan.Freed!.FreedObjects, swept.Freed!.FreedObjects));
        await using var open = await StagedTransaction.OpenAsync((await OpenAsync()).Lake, ids[0], new TransactionOptions());
        await open.CommitAsync(TestLake.Commit("staged"));
        Assert.StartsWith("xxx", await ReadAsync("main", "open"), StringComparison.Ordinal);
        Assert.Equal("", await KeptWorld.MissingAsync(store));
    }

    [Fact]
    public async Task A_missing_node_of_a_kept_tree_gives_the_collection_up()
    {
        var lake = await CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("a", "2");
        await using (var dropped = await lake.BeginAsync())
        {
            await TestLake.PutAsync(dropped, "b", "1");
            await dropped.Upload.FlushAsync();
        }

        var old = (await lake.Lake.Revisions.ResolveAsync("main~1")).Commit;
        await store.DeleteAsync([old.RootPlace!.ToKey()]);
        var left = await KeptWorld.KeysAsync(store);
        time.Advance(Month);
        var given = await Assert.ThrowsAsync<LakeException>(async () => await (await OpenAsync()).Lake.Collector.RunAsync(Options));
        Assert.Equal(LakeErrorKind.Corrupt, given.Kind);
        Assert.Contains(old.RootPlace.ToKey().Value, given.Message, StringComparison.Ordinal);
        Assert.Equal(left, await KeptWorld.KeysAsync(store));

        var careless = await OpenAsync();
        careless.Lake.Collector.Mutants = CollectorMutants.PassesOverMissing;
        await careless.Lake.Collector.RunAsync(Options);
        Assert.NotEqual(left, await KeptWorld.KeysAsync(store));
    }

    [Fact]
    public async Task A_plan_writes_nothing_and_says_what_the_run_does()
    {
        var lake = await CreateAsync();
        await lake.PutAsync("f/a", new string('1', 1_200_000));
        await lake.PutAsync("f/a", "2");
        await RuleAsync(lake, "main", count: 1);
        time.Advance(Month);
        var before = await AllKeysAsync();
        var plan = await lake.Lake.Collector.PlanAsync(Options);
        Assert.Equal(before, await AllKeysAsync());
        Assert.Equal((CollectorState.Waiting, 1L), (plan.State, plan.K));
        await lake.Lake.Collector.RunAsync(Options);
        Assert.Equal(plan.Freed!.FreedBytes, (await lake.Lake.Collector.PlanAsync(Options)).Freed!.FreedBytes);
        time.Advance(TimeSpan.FromDays(8));
        var swept = await lake.Lake.Collector.RunAsync(Options);
        Assert.Equal(plan.Freed.ByFolder, swept.Freed!.ByFolder);
        Assert.Equal((plan.Freed.FreedBytes, plan.Freed.PackBytesAlive), (swept.Freed.FreedBytes, swept.Freed.PackBytesAlive));
        Assert.Contains(plan.Freed.ByFolder, freed => freed is { Name: "branch 'main'", Folder: "f" });
        Assert.Equal(swept.Freed.FreedBytes, (await lake.Lake.Collector.StatusAsync()).Outcome!.Freed.FreedBytes);
    }

    [Fact]
    public async Task What_was_let_go_stays_let_go_when_its_rule_is_gone()
    {
        var lake = await CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("a", "2");
        await RuleAsync(lake, "main", count: 1);
        await CollectAsync(lake);
        await lake.Lake.Retention.RemoveAsync("test", TestLake.Log);
        time.Advance(Month);
        Assert.Equal(CollectorState.Done, (await lake.Lake.Collector.RunAsync(Options)).State);
        Assert.Equal(2, (await lake.Lake.ReadGcAsync(default)).K);
        var expired = await Assert.ThrowsAsync<LakeException>(() => ReadAsync("main~1", "a"));
        Assert.Equal(LakeErrorKind.Expired, expired.Kind);

        var careless = await OpenAsync();
        careless.Lake.Collector.Mutants = CollectorMutants.ForgetsEarlierRecords;
        time.Advance(Month);
        Assert.Equal(LakeErrorKind.Corrupt, (await Assert.ThrowsAsync<LakeException>(() => careless.Lake.Collector.RunAsync(Options).AsTask())).Kind);
    }

    [Fact]
    public async Task A_snapshot_of_a_kept_state_stays_readable_for_the_grace_period()
    {
        foreach (var mutant in (CollectorMutants[])[CollectorMutants.None, CollectorMutants.WaitsForNobody])
        {
            var inner = TestStores.Open(time);
            var lake = await TestLake.CreateAsync(inner, new LakeStoreOptions { Time = time });
            await lake.PutAsync("a", "1");
            var snapshot = (await lake.Lake.Revisions.ResolveAsync("main")).Commit;
            await lake.PutAsync("a", "2");
            await RuleAsync(lake, "main", count: 1);
            time.Advance(Month);
            lake.Lake.Collector.Mutants = mutant;
            await lake.Lake.Collector.RunAsync(Options);

            var reader = await TestLake.OpenAsync(inner);
            var tree = reader.Lake.TreeOf(snapshot);
            if (mutant == CollectorMutants.None)
            {
                Assert.NotNull(await tree.GetAsync(LakePath.Parse("a")));
            }
            else
            {
                await Assert.ThrowsAsync<LakeException>(async () => await tree.GetAsync(LakePath.Parse("a")));
            }
        }
    }

    [Fact]
    public async Task Merged_and_grouped_commits_are_states_and_stay()
    {
        var lake = await CreateAsync();
        await lake.BranchAsync("dev");
        for (var i = 1; i <= 3; i++)
        {
            await lake.PutAsync("a", $"{i}", "dev");
        }

        var middle = (await lake.Lake.Revisions.ResolveAsync("dev~1")).Commit;
        var dev = await lake.Lake.Revisions.ResolveAsync("dev");
        await lake.Lake.Moves.FastForwardAsync(TestLake.Main, dev.Commit, dev.Source, TestLake.Log);
        await lake.Lake.Moves.DeleteAsync(RefName.Branch("dev"), TestLake.Log);
        await RuleAsync(lake, "dev", count: 1);
        await CollectAsync(lake);
        Assert.Equal("2", await ReadAsync("main~1", "a"));
        Assert.Equal("2", await ReadAsync(middle.Id.ToString(), "a"));
        Assert.Equal("", await KeptWorld.MissingAsync(store));
    }

    [Fact]
    public async Task What_a_branch_brings_is_only_what_was_not_let_go()
    {
        var lake = await CreateAsync();
        await lake.BranchAsync("dev");
        for (var i = 1; i <= 4; i++)
        {
            await lake.PutAsync("a", $"{i}", "dev");
        }

        await RuleAsync(lake, "dev", count: 2);
        await CollectAsync(lake);
        var dev = await lake.Lake.Revisions.ResolveAsync("dev");
        await lake.Lake.Moves.FastForwardAsync(TestLake.Main, dev.Commit, dev.Source, TestLake.Log);
        Assert.Equal(2, (await lake.HeadAsync()).Entry.Brings!.Count);
        time.Advance(Month);
        Assert.Equal(CollectorState.Done, (await lake.Lake.Collector.RunAsync(Options)).State);
        Assert.Equal("", await KeptWorld.MissingAsync(store));
        Assert.Equal(LakeErrorKind.Expired, (await Assert.ThrowsAsync<LakeException>(() => ReadAsync("main~2", "a"))).Kind);
    }

    private async Task<(CollectionResult Announced, CollectionResult Swept)> CollectAsync(TestLake lake)
    {
        time.Advance(Month);
        var announced = await lake.Lake.Collector.RunAsync(Options);
        time.Advance(TimeSpan.FromDays(7));
        return (announced, await lake.Lake.Collector.RunAsync(Options));
    }

    private static async Task RuleAsync(TestLake lake, string branches, long count) =>
        await lake.Lake.Retention.SetAsync(new RetentionRule { Name = "test", Branches = [branches], Count = count }, TestLake.Log);

    private async Task<string> AllKeysAsync() =>
        string.Join('\n', await store.ListAsync(new ListRequest()).Select(item => item.Name).ToListAsync());

    private async Task<string?> ReadAsync(string revision, string path) => await (await OpenAsync()).ReadAsync(revision, path);

    private Task<TestLake> CreateAsync() => TestLake.CreateAsync(store, new LakeStoreOptions { Time = time, Entropy = new SeededEntropy(1) });

    private Task<TestLake> OpenAsync() => TestLake.OpenAsync(store, new LakeStoreOptions { Time = time });

    private sealed record ResolvedAt(Versioning.Revisions.ResolvedRevision Revision)
    {
        public Versioning.Commits.Commit Commit => Revision.Commit;

        public BirthState Birth => Revision.AsBirth;
    }
}
