using CsCheck;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Trees;

public sealed class TreeScanTests
{
    private static readonly string[] Ends = ["a", "ä", "\uffee", "😀", "b/c", "/", "0"];

    private static readonly Gen<string> Path = Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, 40], Gen.Int[0, 6], (folder, file, end) => $"f{folder}/{file}{Ends[end]}{(file % 7 == 0 ? "/x" : "")}");

    private static readonly Gen<TreeScan> Scan = Gen.Select(
        Gen.Int[0, 8], Path, Gen.Int[0, 8], Path, Gen.Bool, Gen.Bool, Gen.Int[0, 30],
        (prefixLength, prefix, afterLength, after, folders, tables, limit) => new TreeScan
        {
            Prefix = Cut(prefix, prefixLength),
            StartAfter = afterLength == 0 ? null : Cut(after, afterLength * 2),
            Folders = folders,
            TablesOnly = tables,
            Limit = limit == 30 ? null : limit,
        });

    [Fact]
    public void A_scan_gives_what_a_sorted_set_would_give()
    {
        var samples = Gen.Select(Path.HashSet[0, 900], Scan.Array[30]);
        samples.Sample((paths, scans) => CheckAsync(paths, scans).GetAwaiter().GetResult(), iter: TestStores.Cases(40, onServer: 10));
    }

    [Fact]
    public async Task Listing_folders_reads_no_more_than_the_edges_of_each()
    {
        var lake = new TreeLake();
        var tree = lake.Reopen(await lake.ApplyAsync(lake.Empty, Enumerable.Range(0, 40_000)
            .Select(i => TreeLake.Put($"f{i % 4}/{i:d6}", "x"))));
        var before = lake.Store.Snapshot();
        var folders = await tree.ScanAsync(new TreeScan { Folders = true }).Select(item => item.Path.Value).ToListAsync();
        Assert.Equal(["f0/", "f1/", "f2/", "f3/"], folders);
        Assert.InRange((lake.Store.Snapshot() - before).Ranges, 1, 8);
        Assert.Equal(new TreeTotals(10_000, 10_000, 0), await tree.TotalsAsync("f2/"));
        Assert.InRange((lake.Store.Snapshot() - before).Ranges, 1, 12);
    }

    [Fact]
    public async Task Listing_tables_reads_only_what_holds_some()
    {
        var lake = new TreeLake();
        var tree = lake.Reopen(await lake.ApplyAsync(lake.Empty, Enumerable.Range(0, 40_000)
            .Select(i => TreeLake.Put($"{i:d6}", "x", i is 777 or 33_333))));
        var before = lake.Store.Snapshot();
        var tables = await tree.ScanAsync(new TreeScan { TablesOnly = true }).Select(item => item.Path.Value).ToListAsync();
        Assert.Equal(["000777", "033333"], tables);
        Assert.InRange((lake.Store.Snapshot() - before).Ranges, 1, 5);
    }

    private static async Task CheckAsync(HashSet<string> paths, TreeScan[] scans)
    {
        var lake = new TreeLake();
        var tree = await lake.ApplyAsync(lake.Empty, paths.Select(path => TreeLake.Put(path, path, IsTable(path))));
        foreach (var scan in scans)
        {
            var found = await tree.ScanAsync(scan).Select(item => (item.Path.Value, item.IsFolder)).ToListAsync();
            Assert.Equal(Model(paths, scan), found);
            var below = paths.Where(path => path.StartsWith(scan.Prefix, StringComparison.Ordinal)).ToList();
            var totals = new TreeTotals(below.Count, below.Sum(path => (long)path.Length), below.Count(IsTable));
            Assert.Equal(totals, await tree.TotalsAsync(scan.Prefix));
        }
    }

    private static List<(string, bool)> Model(IEnumerable<string> paths, TreeScan scan)
    {
        var all = new SortedSet<(string Name, bool IsFolder)>(
            Comparer<(string Name, bool)>.Create((a, b) => Utf8Order.Compare(a.Name, b.Name)));
        foreach (var path in paths.Where(path => path.StartsWith(scan.Prefix, StringComparison.Ordinal) && (!scan.TablesOnly || IsTable(path))))
        {
            var end = scan.Folders ? path.IndexOf('/', scan.Prefix.Length) + 1 : 0;
            all.Add(end > 0 ? (path[..end], true) : (path, false));
        }

        return [.. all.Where(item => scan.StartAfter is null || Utf8Order.Compare(item.Name, scan.StartAfter) > 0).Take(scan.Limit ?? int.MaxValue)];
    }

    private static bool IsTable(string path) => path.Length % 5 == 0;

    private static string Cut(string text, int length)
    {
        var end = Math.Min(length, text.Length);
        return text[..(end > 0 && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)];
    }
}
