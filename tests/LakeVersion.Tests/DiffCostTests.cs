using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Comparing;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Tests;

/// <summary>Cost follows change, also where a lake has many tables.</summary>
public sealed class DiffCostTests
{
    private const int Tables = 10_000;

    [Fact]
    public async Task One_changed_file_beside_ten_thousand_tables_is_found_in_few_reads()
    {
        var counting = new CountingStore(TestStores.Open());
        await using (var lake = await Lake.CreateAsync(counting, new LakeOptions { Author = "ada" }))
        {
            await FillAsync(lake);
            await PutAsync(lake, "db050/notes/a", "1");
        }

        await using var fresh = await Lake.OpenAsync(counting, new LakeOptions { Author = "ada" });
        var (before, after) = (await fresh.AtAsync("main~1"), await fresh.AtAsync("main"));
        var cost = await CostAsync(counting, async () =>
            Assert.Equal("db050/notes/a", Assert.Single((await before.CompareAsync(after)).Files).Path));
        Assert.InRange(cost.Gets + cost.Ranges, 1, 12);

        var all = await CostAsync(counting, async () => Assert.Equal(Tables, (await after.TablesAsync()).Count));
        Assert.True(all.Ranges > 5 * cost.Ranges, $"listing all tables read {all.Ranges} nodes, the comparison {cost.Ranges}");
    }

    [Fact]
    public async Task Changed_paths_belong_to_the_nearest_table_above_them_on_either_side()
    {
        await using var lake = await Lake.CreateAsync(TestStores.Open(), new LakeOptions { Author = "ada" });
        var schema = new Schema([new Field("id", Int64Type.Default, true)], null);
        await using (var change = await lake.Branch("main").BeginAsync())
        {
            await change.Table("a/t").CreateAsync(schema);
            await change.Files.PutAsync("a/u/x", new MemoryStream([1]));
            await change.CommitAsync("One");
        }

        await using (var change = await lake.Branch("main").BeginAsync())
        {
            await change.Files.PutAsync("a/f", new MemoryStream([2]));
            await change.Table("b/t").CreateAsync(schema);
            await change.CommitAsync("Two");
        }

        var difference = await (await lake.AtAsync("main~2")).CompareAsync(await lake.AtAsync("main"));
        Assert.Equal(["a/f", "a/u/x"], difference.Files.Select(file => file.Path));
        Assert.Equal(["a/t", "b/t"], difference.Tables.Select(table => table.Path));
        Assert.Equal(DifferenceKind.Added, difference.Tables[0].Kind);
        Assert.Equal([("a/", 2L)], difference.ByFolder(1).Select(folder => (folder.Path, folder.Added)));
        Assert.Equal(["b/t"], (await (await lake.AtAsync("main~1")).CompareAsync(await lake.AtAsync("main"))).Tables.Select(table => table.Path));
    }

    private static async Task FillAsync(Lake lake)
    {
        await using var transaction = await lake.Store.BeginAsync(RefName.Branch("main"), new TransactionOptions());
        for (var i = 0; i < Tables; i++)
        {
            var entry = new TreeEntry { SizeBytes = 0, Sha256 = ContentHash.Of([]), IsTableMark = true };
            transaction.Put(LakePath.Parse($"db{i / 100:d3}/table{i:d5}/_delta_log/00000000000000000000.json"), entry);
        }

        await transaction.CommitAsync(new CommitOptions { Message = "Fill", Author = "ada" });
    }

    private static async Task PutAsync(Lake lake, string path, string content)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Files.PutAsync(path, new MemoryStream(Encoding.UTF8.GetBytes(content)));
        await change.CommitAsync($"Put {path}");
    }

    private static async Task<StoreCounters> CostAsync(CountingStore counting, Func<Task> action)
    {
        var before = counting.Snapshot();
        await action();
        return counting.Snapshot() - before;
    }
}
