using System.Text;
using CsCheck;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Trees;

/// <summary>Keys that someone picked by their priority, to make nodes too long, too short, or dependent on the order of edits.</summary>
public sealed class HostileKeyTests
{
    private static readonly SplitRule Rule = new TreeLake().Rule;

    [Fact]
    public Task Keys_without_any_boundary() => CheckAsync(Pick(12_000, (_, priority) => priority >= SplitRule.BoundaryBelow), 12);

    [Fact]
    public Task Keys_of_ascending_priority() => CheckAsync(Ascending(3000), 6);

    [Fact]
    public Task Keys_of_descending_priority() => CheckAsync(Descending(3000), 6);

    [Fact]
    public Task Keys_that_are_all_boundaries() => CheckAsync(Pick(600, (_, priority) => priority < SplitRule.BoundaryBelow), 6);

    private static async Task CheckAsync(string[] keys, int rounds)
    {
        var lake = new TreeLake();
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
