using System.Diagnostics;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Trees;

/// <summary>What a lake of a million entries costs, counted in requests; times are printed.</summary>
[Trait("tier", "long")]
public sealed class TreeScaleTests(ITestOutputHelper output)
{
    private const int Count = 1_000_000;

    [Fact]
    public async Task A_million_entries_cost_little_to_read_change_and_compare()
    {
        var lake = new TreeLake();
        var watch = Stopwatch.StartNew();
        Tree tree;
        using (var upload = lake.Begin())
        {
            tree = await TreeEditor.ApplyAsync(lake.Empty, Entries(), lake.Rule, upload);
            await upload.FlushAsync();
        }

        Report("build", watch);
        var nodes = (await TreeLake.NodesAsync(lake.Reopen(tree))).ToList();
        var depth = nodes[0].Level + 1;
        output.WriteLine($"{nodes.Count} nodes, depth {depth}, {nodes.Sum(node => node.Place.Length) >> 20} MiB stored, {nodes.Sum(node => node.SizeBytes) >> 20} MiB in memory");
        Report("read and decode all nodes", watch);
        Assert.InRange(depth, 3, 4);

        Assert.NotNull(await Counted(lake, tree, 4, fresh => fresh.GetAsync(LakePath.Parse(PathOf(777_777))).AsTask()));
        var path = LakePath.Parse(PathOf(500_000));
        Tree edited;
        using (var upload = lake.Begin())
        {
            watch.Restart();
            edited = await TreeEditor.ApplyAsync(lake.Reopen(tree), [PathChange.Put(path, TreeLake.Entry("new"))], lake.Rule, upload);
            await upload.FlushAsync();
            Report("edit one entry", watch);
            var key = Assert.Single(upload.Keys);
            var bytes = (await lake.Store.GetAsync(key))!.Value;
            var pack = Locator.InPack(3, upload.TransactionId, 0, 0, bytes.Length);
            Assert.InRange((await PackDirectory.ReadAsync(new StoreRanges(lake.Store), pack, default)).Count, 1, depth);
        }

        watch.Restart();
        var changes = await Counted(lake, tree, 2 * depth, fresh => TreeDiff.CompareAsync(fresh, lake.Reopen(edited)).ToListAsync().AsTask());
        Report("compare two trees with one change", watch);
        Assert.Equal(path, Assert.Single(changes).Path);
        await Counted(lake, tree, 2 * depth, async fresh => await fresh.TotalsAsync("table=1") is { Entries: > 0 });

        await BatchAsync(lake, tree, watch);
        Assert.Equal(Count, await Counted(lake, tree, nodes.Count, fresh => fresh.ScanAsync(new TreeScan()).CountAsync().AsTask()));
        Report("scan all", watch);
    }

    private async Task BatchAsync(TreeLake lake, Tree tree, Stopwatch watch)
    {
        var changes = Enumerable.Range(0, 10_000).Select(i => PathChange.Put(LakePath.Parse(PathOf(i * 97 + 5) + "x"), TreeLake.Entry("new"))).ToList();
        watch.Restart();
        using var upload = lake.Begin();
        var edited = await TreeEditor.ApplyAsync(lake.Reopen(tree), changes, lake.Rule, upload);
        await upload.FlushAsync();
        Report("add 10,000 scattered entries", watch);
        var (fresh, old) = (lake.Reopen(edited), lake.Reopen(tree));
        watch.Restart();
        Assert.Equal(10_000, await TreeDiff.CompareAsync(old, fresh).CountAsync());
        Report("compare 10,000 scattered changes", watch);
    }

    private static async Task<T> Counted<T>(TreeLake lake, Tree tree, int most, Func<Tree, Task<T>> act)
    {
        var before = lake.Store.Snapshot();
        var result = await act(lake.Reopen(tree));
        Assert.InRange((lake.Store.Snapshot() - before).Ranges, 1, most);
        return result;
    }

    private static async IAsyncEnumerable<PathChange> Entries()
    {
        await Task.CompletedTask;
        for (var i = 0; i < Count; i++)
        {
            var sha256 = LakeVersion.Storage.ContentHash.Of(BitConverter.GetBytes(i));
            yield return PathChange.Put(LakePath.Parse(PathOf(i)), new TreeEntry
            {
                SizeBytes = i + 1,
                Sha256 = sha256,
                ContentType = "application/octet-stream",
                Modified = DateTimeOffset.UnixEpoch.AddSeconds(i),
                Md5 = Md5Digest.Read(new byte[16]),
                Place = Locator.InObject(7, new((UInt128)i / 1000), (uint)i % 1000, i + 1),
            });
        }
    }

    private static string PathOf(int i) => $"table={i / 100_000}/day=2026-{i / 10_000 % 10:d2}/part-{i:d7}-0f3c1d2e-4b5a-6978.parquet";

    private void Report(string what, Stopwatch watch)
    {
        output.WriteLine($"{what}: {watch.Elapsed.TotalMilliseconds:f1} ms");
        watch.Restart();
    }
}
