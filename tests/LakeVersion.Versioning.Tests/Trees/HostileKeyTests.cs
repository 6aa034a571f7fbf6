using System.Text;
using CsCheck;
using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Trees;

/// <summary>Keys that someone picked by their priority, to make nodes too long, too short, or dependent on the order of edits. In memory: where nodes lie is no matter here.</summary>
[Trait("store", "none")]
public sealed class HostileKeyTests
{
    private static readonly SplitRule Rule = new TreeLake(new MemoryStore()).Rule;

    [Fact]
    public Task Keys_without_any_boundary() => CheckAsync(Pick(12_000, (_, priority) => priority >= SplitRule.BoundaryBelow), 8);

    [Fact]
    public Task Keys_of_ascending_priority() => CheckAsync(Ascending(2500), 4);

    [Fact]
    public Task Keys_of_descending_priority() => CheckAsync(Descending(2500), 4);

    [Fact]
    public Task Keys_that_are_all_boundaries() => CheckAsync(Pick(600, (_, priority) => priority < SplitRule.BoundaryBelow), 6);

    [Fact]
    public async Task The_loss_of_a_whole_node_moves_cuts_that_reached_back_into_it()
    {
        var lake = new TreeLake(new MemoryStore());
        var keys = Descending(3000);
        var tree = await lake.ApplyAsync(lake.Empty, keys.Select(key => TreeLake.Put(key, "1")));
        var first = (await TreeLake.NodesAsync(tree)).First(node => node.Level == 0);
        await AroundAsync(lake, tree, keys, Enumerable.Range(0, first.Count).Select(i => TreeLake.Delete(first.Path(i).Value)));
    }

    [Fact]
    public async Task A_tree_that_shrinks_to_one_leaf_has_it_as_its_root()
    {
        var lake = new TreeLake(new MemoryStore());
        var keys = Pick(600, (_, priority) => priority < SplitRule.BoundaryBelow);
        var tree = await lake.ApplyAsync(lake.Empty, keys.Select(key => TreeLake.Put(key, "1")));
        Assert.InRange((await TreeLake.NodesAsync(tree))[0].Level, 2, 4);
        await AroundAsync(lake, tree, keys, keys.Where((_, i) => i != 300).Select(TreeLake.Delete));
    }

    [Fact]
    public async Task A_leaf_whose_key_ends_nodes_on_higher_levels_too_is_stored_without_them()
    {
        var lake = new TreeLake(new MemoryStore());
        var key = Numbers().First(key => Rule.IsBoundary(1, Encoding.UTF8.GetBytes(key)));
        using var upload = lake.Begin();
        var tree = await TreeEditor.ApplyAsync(lake.Empty, [TreeLake.Put(key, "1")], lake.Rule, upload);
        await upload.FlushAsync();
        var pack = tree.Root.Place! with { Offset = 0, Length = (await lake.Store.GetAsync(upload.Keys[0]))!.Value.Length };
        var item = Assert.Single(await PackDirectory.ReadAsync(new StoreRanges(lake.Store), pack, default));
        Assert.Equal(tree.Id, item.Digest);
    }

    [Fact]
    public async Task Few_changes_where_a_long_run_was_cut_move_its_cuts_as_a_new_build_would()
    {
        var lake = new TreeLake(new MemoryStore());
        var keys = Pick(12_000, (_, priority) => priority >= SplitRule.BoundaryBelow);
        var tree = await lake.ApplyAsync(lake.Empty, keys.Select(key => TreeLake.Put(key, "1")));
        var leaves = (await TreeLake.NodesAsync(tree)).Where(node => node.Level == 0)
            .Select(node => Enumerable.Range(0, node.Count).Select(i => node.Path(i).Value).ToArray()).ToArray();
        Assert.InRange(leaves.Length, 15, 200);

        // What happens to one leaf: all of it goes, its ends go, a value changes, or a key comes that is likely to be a cut.
        Gen.Select(Gen.Int[0, leaves.Length - 1], Gen.Int[0, 5]).Array[1, 3].Sample(
            picks => AroundAsync(lake, tree, keys, picks.SelectMany(pick => Changes(leaves[pick.Item1], pick.Item2)))
                .GetAwaiter().GetResult(),
            iter: 60,
            threads: 1);
    }

    private static IEnumerable<PathChange> Changes(string[] leaf, int what) => what switch
    {
        0 => leaf.Select(TreeLake.Delete),
        1 => [TreeLake.Delete(leaf[^1])],
        2 => [TreeLake.Delete(leaf[0])],
        3 => [TreeLake.Put(leaf[^1], "other")],
        4 => [TreeLake.Put(Lowest(leaf[leaf.Length / 2]), "new")],
        _ => [TreeLake.Put(leaf[0], "other"), TreeLake.Delete(leaf[leaf.Length / 2])],
    };

    // Of many keys behind the given one, that of least priority which ends no run.
    private static string Lowest(string after) => Enumerable.Range(0, 3000).Select(i => $"{after}-{i}")
        .Where(key => Priority(key) >= SplitRule.BoundaryBelow).MinBy(Priority)!;

    private static async Task AroundAsync(TreeLake lake, Tree tree, string[] keys, IEnumerable<PathChange> changes)
    {
        var unique = changes.DistinctBy(change => change.Path).ToList();
        var edited = await lake.ApplyAsync(tree, unique);
        var all = keys.ToDictionary(key => key, _ => TreeLake.Entry("1"), StringComparer.Ordinal);
        foreach (var (path, entry) in unique)
        {
            all.Remove(path.Value);
            if (entry is not null)
            {
                all.Add(path.Value, entry);
            }
        }

        var built = await lake.ApplyAsync(lake.Empty, all.Select(pair => new PathChange(LakePath.Parse(pair.Key), pair.Value)));
        Assert.Equal(built.Id, edited.Id);
        Assert.Equal(all.Count, edited.Totals.Entries);
    }

    private static async Task CheckAsync(string[] keys, int rounds)
    {
        var lake = new TreeLake(new MemoryStore());
        var built = await lake.ApplyAsync(lake.Empty, keys.Select(key => TreeLake.Put(key, "1")));
        var nodes = await TreeLake.NodesAsync(built);
        Assert.All(nodes, node => Assert.InRange(node.Count, 1, NodeFormat.MaxItems));
        Assert.InRange(nodes[0].Level, 1, 6);

        // Any way there: a random half first, then the rest in batches, with values changed on the way.
        Gen.Select(Gen.Bool.Array[keys.Length], Gen.Int[0, keys.Length - 1].HashSet[1, 40], Gen.Int[1, 3]).Sample(
            (half, few, step) => WalkAsync(lake, built, keys, half, few, step).GetAwaiter().GetResult(), iter: rounds, threads: 1);
    }

    private static async Task WalkAsync(TreeLake lake, Tree built, string[] keys, bool[] half, HashSet<int> few, int step)
    {
        var tree = await lake.ApplyAsync(lake.Empty, keys.Where((_, i) => half[i]).Select(key => TreeLake.Put(key, "1")));
        tree = await lake.ApplyAsync(tree, keys.Where((_, i) => !half[i]).Select(key => TreeLake.Put(key, "1")));
        Assert.Equal(built.Id, tree.Id);

        // A few keys gone and a few values changed, near each other and far, then back again.
        var gone = await lake.ApplyAsync(
            tree, few.Select(i => i % (step + 1) == 0 ? TreeLake.Put(keys[i], "other") : TreeLake.Delete(keys[i])));
        var expected = await lake.ApplyAsync(lake.Empty, keys
            .Select((key, i) => !few.Contains(i) ? TreeLake.Put(key, "1") : TreeLake.Put(key, "other"))
            .Where((_, i) => !few.Contains(i) || i % (step + 1) == 0));
        Assert.Equal(expected.Id, gone.Id);
        Assert.Equal(built.Id, (await lake.ApplyAsync(gone, few.Select(i => TreeLake.Put(keys[i], "1")))).Id);
        Assert.Equal(few.Count, await TreeDiff.CompareAsync(built, gone).CountAsync());
    }

    private static string[] Pick(int count, Func<string, ulong, bool> wanted) =>
        [.. Numbers().Where(key => wanted(key, Priority(key))).Take(count)];

    // Of the keys of each step one is taken whose priority fits its place in the order.
    private static string[] Ascending(int count) => [.. Enumerable.Range(0, count).Select(i => Fitting(i, i, count))];

    private static string[] Descending(int count) => [.. Enumerable.Range(0, count).Select(i => Fitting(i, count - 1 - i, count))];

    private static string Fitting(int step, int rank, int count)
    {
        var width = (ulong.MaxValue - SplitRule.BoundaryBelow) / (ulong)count;
        var low = SplitRule.BoundaryBelow + width * (ulong)rank;
        for (var i = 0; ; i++)
        {
            var key = $"s{step:d6}-{i}";
            if (Priority(key) is var priority && priority >= low && priority - low < width)
            {
                return key;
            }
        }
    }

    private static IEnumerable<string> Numbers() => Enumerable.Range(0, int.MaxValue).Select(i => $"k{i:d9}");

    private static ulong Priority(string key) => Rule.Priority(0, Encoding.UTF8.GetBytes(key));
}
