using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Tests;

/// <summary>Cost follows change: what a commit, a branch and a head lookup cost in a large lake, by counters.</summary>
public sealed class LargeLakeTests
{
    private const int Entries = 1_000_000;

    [Fact]
    [Trait("tier", "long")]
    public async Task In_a_million_entries_a_commit_costs_three_objects_and_three_reads()
    {
        var counting = new CountingStore(TestStores.Open());
        await using var lake = await Lake.CreateAsync(counting, new LakeOptions { Author = "ada" });
        await FillAsync(lake);
        await PutAsync(lake, 10, "warm"); // the same leaf is read once, as a pipeline that commits again and again has it

        var small = await CostAsync(counting, () => PutAsync(lake, 10, "small"));
        Assert.InRange(small.Puts + small.Creates, 1, 3);
        Assert.InRange(small.Gets + small.Ranges + small.Stats + small.Lists, 1, 3);

        var large = await CostAsync(counting, () => PutAsync(lake, 2_000_000, "large"));
        Assert.InRange(large.Puts + large.Creates, 1, 4);
        Assert.InRange(large.Gets + large.Ranges + large.Stats + large.Lists, 1, 3);

        var branch = await CostAsync(counting, () => lake.CreateBranchAsync("try", "main").AsTask());
        Assert.InRange(branch.Puts + branch.Creates, 1, 3);

        var totals = (await lake.AtAsync("main")).Tree.Totals;
        Assert.Equal(Entries + 2, totals.Entries);
    }

    [Fact]
    [Trait("tier", "long")]
    public async Task A_head_lookup_in_a_log_of_100_000_entries_enumerates_few_names()
    {
        using var folder = new TemporaryFolder();
        var store = new LocalFolderStore(folder.Path);
        await using (await Lake.CreateAsync(store, new LakeOptions { Author = "ada" }))
        {
            // Names alone decide the cost; the newest is a copy of a real entry's number only, and is not parsed by a lookup of names.
            for (var n = 3L; n <= 100_000; n++)
            {
                var path = folder.Of(LogKeys(n));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path, []);
            }
        }

        var fresh = new LocalFolderStore(folder.Path);
        var newest = "";
        await foreach (var item in fresh.ListAsync(new ListRequest { Prefix = "refs/branches/main/", Limit = 1 }))
        {
            newest = item.Name;
        }

        Assert.Equal(LogKeys(100_000), newest);
        Assert.InRange(fresh.NamesEnumerated, 1, 9_999);
    }

    private static string LogKeys(long n)
    {
        var digits = (long.MaxValue - n).ToString("x16");
        return $"refs/branches/main/{digits[..12]}/{digits[12..14]}/{digits[14..]}";
    }

    private static async Task FillAsync(Lake lake)
    {
        await using var transaction = await lake.Store.BeginAsync(RefName.Branch("main"), new TransactionOptions());
        for (var i = 0; i < Entries; i++)
        {
            var entry = new TreeEntry { SizeBytes = 0, Sha256 = ContentHash.Of([]) };
            transaction.Put(LakePath.Parse($"year={2000 + (i % 25)}/station={i % 977:d4}/part-{i:d8}.parquet"), entry);
        }

        await transaction.CommitAsync(new CommitOptions { Message = "Fill", Author = "ada" });
    }

    private static async Task PutAsync(Lake lake, int size, string name)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        var content = new byte[size];
        content.AsSpan().Fill((byte)name.Length);
        await change.Files.PutAsync($"notes/{(size > 1 << 20 ? "large" : "small")}.bin", new MemoryStream([.. content, .. System.Text.Encoding.UTF8.GetBytes(name)]));
        await change.CommitAsync($"Put {name}");
    }

    private static async Task<StoreCounters> CostAsync(CountingStore counting, Func<Task> action)
    {
        var before = counting.Snapshot();
        await action();
        return counting.Snapshot() - before;
    }
}
