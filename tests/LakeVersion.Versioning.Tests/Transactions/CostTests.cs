using LakeVersion.Storage;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Versioning.Tests.Transactions;

public sealed class CostTests
{
    private CountingStore store = new(TestStores.Open());

    [Fact]
    public async Task A_warm_commit_of_one_file_writes_three_objects_and_reads_three_times()
    {
        var lake = await TestLake.CreateAsync(store, new LakeStoreOptions { Time = new Logs.InstantTime() });
        await lake.PutAsync("a", "1");
        var before = store.Snapshot();
        await lake.PutAsync("b", "2");
        var cost = store.Snapshot() - before;

        Assert.Equal((2, 1), (cost.Puts, cost.Creates));
        Assert.InRange(cost.Gets + cost.Ranges + cost.Stats + cost.Lists, 1, 3);
    }

    [Fact]
    public async Task A_branch_is_made_with_two_writes()
    {
        var lake = await TestLake.CreateAsync(store);
        await lake.PutAsync("a", "1");
        var before = store.Snapshot();
        await lake.BranchAsync("dev");
        var cost = store.Snapshot() - before;

        Assert.Equal((0, 2), (cost.Puts, cost.Creates));
    }

    [Fact]
    public async Task Steps_back_over_a_thousand_commits_take_logarithmically_many_reads()
    {
        // Counts of a long history, which a server only makes slow.
        store = new CountingStore(new MemoryStore());
        var lake = await TestLake.CreateAsync(store);
        for (var i = 1; i <= 1000; i++)
        {
            await lake.PutAsync("a", $"{i}");
        }

        Assert.Equal("500", await lake.ReadAsync("main~500", "a"));
        foreach (var (revision, text) in ((string, string?)[])[("main~1", "999"), ("main~617", "383"), ("main~999", "1"), ("main~1000", null), ("main@{#502}", "500")])
        {
            var cold = await TestLake.OpenAsync(store);
            var before = store.Snapshot();
            Assert.Equal(text, await cold.ReadAsync(revision, "a"));
            Assert.InRange((store.Snapshot() - before).Requests, 1, 35);
        }

        var times = new List<(long N, DateTimeOffset Time)>();
        await foreach (var stored in lake.Lake.Logs.NewestFirstAsync(TestLake.Main.Log))
        {
            times.Add((stored.Entry.N, stored.Entry.Time));
        }

        foreach (var (n, time) in times.Where(pair => pair.N % 97 == 3))
        {
            var cold = await TestLake.OpenAsync(store);
            var before = store.Snapshot();
            var at = await cold.Lake.Revisions.ResolveAsync($"main@{{{time:yyyy-MM-ddTHH:mm:ss.ffffff}Z}}");
            Assert.Equal(n, at.Source!.Value.N);
            Assert.InRange((store.Snapshot() - before).Requests, 1, 20);
            var earlier = await cold.Lake.Revisions.ResolveAsync($"main@{{{time.AddMicroseconds(-1):yyyy-MM-ddTHH:mm:ss.ffffff}Z}}");
            Assert.Equal(n - 1, earlier.Source!.Value.N);
        }
    }
}
