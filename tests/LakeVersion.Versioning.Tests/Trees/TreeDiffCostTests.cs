using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Trees;

/// <summary>What comparing two trees reads: nodes on the ways to what differs, whatever else there is.</summary>
public sealed class TreeDiffCostTests
{
    private const int Changed = 100;

    [Fact]
    public Task Scattered_changes_open_at_most_their_ways_in_both_trees() => ScatteredAsync(30_000);

    [Fact]
    [Trait("tier", "long")]
    public Task Scattered_changes_among_a_million_entries_open_at_most_their_ways_in_both_trees() => ScatteredAsync(1_000_000);

    [Fact]
    public async Task Neighbouring_changes_open_little_more_than_one_way()
    {
        var (lake, tree) = await BuildAsync(30_000);
        var (read, depth) = await ReadAsync(lake, tree, Enumerable.Range(12_000, Changed));
        // The way down, and neighbours at its edges in either tree; a leaf has some dozens of entries at the least.
        Assert.InRange(read, 2, 2 * (depth + 12));
    }

    private static async Task ScatteredAsync(int count)
    {
        var (lake, tree) = await BuildAsync(count);
        var (read, depth) = await ReadAsync(lake, tree, Enumerable.Range(0, Changed).Select(i => (int)((i + 0.5) * count / Changed)));
        Assert.InRange(read, 2 * depth, 2 * depth * Changed);
    }

    private static async Task<(long Read, int Depth)> ReadAsync(TreeLake lake, Tree tree, IEnumerable<int> changed)
    {
        var paths = changed.Select(i => LakePath.Parse(PathOf(i))).ToList();
        using var upload = lake.Begin();
        var edited = await TreeEditor.ApplyAsync(lake.Reopen(tree), [.. paths.Select(path => PathChange.Put(path, TreeLake.Entry("new")))], lake.Rule, upload);
        await upload.FlushAsync();
        var (old, now) = (lake.Reopen(tree), lake.Reopen(edited));
        var depth = (await lake.Reopen(tree).ReadRootAsync(default))!.Level + 1;
        var before = lake.Store.Snapshot();
        Assert.Equal(paths, await TreeDiff.CompareAsync(old, now).Select(change => change.Path).ToListAsync());
        return ((lake.Store.Snapshot() - before).Ranges, depth);
    }

    private static async Task<(TreeLake Lake, Tree Tree)> BuildAsync(int count)
    {
        var lake = new TreeLake();
        using var upload = lake.Begin();
        var tree = await TreeEditor.ApplyAsync(lake.Empty, Enumerable.Range(0, count).Select(i => PathChange.Put(LakePath.Parse(PathOf(i)), TreeLake.Entry($"{i}"))).ToAsyncEnumerable(), lake.Rule, upload);
        await upload.FlushAsync();
        return (lake, tree);
    }

    private static string PathOf(int i) => $"table={i / 100_000}/day=2026-{i / 10_000 % 10:d2}/part-{i:d7}-0f3c1d2e-4b5a-6978.parquet";
}
