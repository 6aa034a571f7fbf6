using LakeVersion.Merging;
using LakeVersion.Storage;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Tests.Merging;

/// <summary>A merge costs what differs, not what exists, by counters.</summary>
[Trait("store", "none")]
public sealed class MergeCostTests
{
    private const int Changes = 100;
    private const int Height = 3;

    [Theory]
    [InlineData(20_000)]
    public Task A_merge_of_100_scattered_paths_opens_their_nodes_alone(int entries) => MergeAsync(entries);

    [Theory]
    [InlineData(1_000_000)]
    [Trait("tier", "long")]
    public Task A_merge_of_100_scattered_paths_among_a_million_opens_their_nodes_alone(int entries) => MergeAsync(entries);

    private static async Task MergeAsync(int entries)
    {
        var store = new MemoryStore();
        await using (var lake = await Lake.CreateAsync(store, new LakeOptions { Author = "ada" }))
        {
            await PutAsync(lake, "main", Enumerable.Range(0, entries), 0);
            await lake.CreateBranchAsync("dev", "main");
            var scattered = Enumerable.Range(0, Changes).Select(n => (int)((long)n * entries / Changes) + (n % 25)).ToList(); // of all folders
            await PutAsync(lake, "main", scattered.Where(n => n % 2 == 0), 1);
            await PutAsync(lake, "dev", scattered.Select(n => n + 1), 2);
        }

        // Opened anew, so that nothing is in memory.
        var counting = new CountingStore(store);
        await using var fresh = await Lake.OpenAsync(counting, new LakeOptions { Author = "ada" });
        var before = counting.Snapshot();
        var result = await fresh.Branch("main").MergeAsync("dev");
        var cost = counting.Snapshot() - before;
        Assert.Equal(MergeStatus.Merged, result.Status);
        Assert.Equal(Changes, result.Head.Record.Changed.Paths);
        Assert.InRange(cost.Gets + cost.Ranges, 1, Changes * Height * 2);
        TestContext.Current.SendDiagnosticMessage($"{entries:N0} entries: {cost.Gets} gets, {cost.Ranges} ranges, {cost.BytesDown:N0} bytes");
    }

    private static async Task PutAsync(Lake lake, string branch, IEnumerable<int> paths, int size)
    {
        await using var transaction = await lake.Store.BeginAsync(RefName.Branch(branch), new TransactionOptions());
        foreach (var n in paths)
        {
            var entry = new TreeEntry { SizeBytes = 0, Sha256 = ContentHash.Of([]), ContentType = $"text/{size}" };
            transaction.Put(LakePath.Parse($"year={n % 25}/part-{n:d8}.parquet"), entry);
        }

        await transaction.CommitAsync(new CommitOptions { Message = $"put {size}", Author = "ada" });
    }
}
