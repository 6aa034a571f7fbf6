using CsCheck;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Trees;

public sealed class TreeLawTests
{
    private static readonly string[] Ends = ["a", "ä", "\uffee", "😀", "b/c"];

    // Paths from a small space, so that batches meet: many folders, shared beginnings, letters of all UTF-8 lengths.
    private static readonly Gen<string> Path = Gen.Select(
        Gen.Int[0, 12], Gen.Int[0, 400], Gen.Int[0, 4].Select(i => Ends[i]), (folder, file, end) => $"f{folder}/{end}{file}");

    private static readonly Gen<PathChange> Change = Gen.Select(
        Path, Gen.Int[0, 9], (path, n) => n < 3 ? TreeLake.Delete(path) : TreeLake.Put(path, new string('x', n), n == 9));

    [Fact]
    public void Any_batches_of_edits_lead_to_the_tree_that_a_bulk_build_gives() =>
        Change.List[0, 1500].Array[1, 6].Sample(batches => RunAsync(batches).GetAwaiter().GetResult(), iter: TestStores.Cases(40, onServer: 10));

    [Fact]
    public void A_diff_applied_to_the_first_tree_gives_the_second() =>
        Gen.Select(Change.List[0, 3000], Change.List[0, 300]).Sample(
            (first, second) => DiffAsync(first, second).GetAwaiter().GetResult(), iter: TestStores.Cases(40, onServer: 10));

    [Fact]
    public async Task A_put_of_the_same_content_keeps_the_old_entry_and_stores_nothing()
    {
        var lake = new TreeLake();
        var tree = await lake.ApplyAsync(lake.Empty, [TreeLake.Put("a", "1"), TreeLake.Put("b", "2")]);
        var elsewhere = TreeLake.Entry("2") with { Place = Locator.InPack(9, new Id128(5), 1, 8, 25), Modified = DateTimeOffset.UnixEpoch };
        using var upload = lake.Begin();
        var same = await TreeEditor.ApplyAsync(
            tree, [PathChange.Put(LakePath.Parse("b"), elsewhere), TreeLake.Delete("c")], lake.Rule, upload);
        Assert.Same(tree, same);
        Assert.Empty(upload.Keys);
        Assert.Equal(TreeLake.Entry("2"), await same.GetAsync(LakePath.Parse("b")));
    }

    [Fact]
    public async Task Changes_out_of_order_are_refused()
    {
        var lake = new TreeLake();
        using var upload = lake.Begin();
        var changes = new[] { TreeLake.Put("b", "1"), TreeLake.Put("a", "1") }.ToAsyncEnumerable();
        var fault = await Assert.ThrowsAsync<LakeException>(
            async () => await TreeEditor.ApplyAsync(lake.Empty, changes, lake.Rule, upload));
        Assert.Equal(LakeErrorKind.Invalid, fault.Kind);
    }

    [Fact]
    public async Task A_tree_that_loses_all_entries_is_the_empty_tree()
    {
        var lake = new TreeLake();
        var paths = Enumerable.Range(0, 3000).Select(i => $"p{i:d5}").ToArray();
        var tree = await lake.ApplyAsync(lake.Empty, paths.Select(path => TreeLake.Put(path, path)));
        Assert.Equal(TreeRoot.Empty, (await lake.ApplyAsync(tree, paths.Select(TreeLake.Delete))).Root);
        var last = await lake.ApplyAsync(tree, paths.Skip(1).Select(TreeLake.Delete));
        Assert.Equal((await lake.ApplyAsync(lake.Empty, [TreeLake.Put(paths[0], paths[0])])).Id, last.Id);
    }

    internal static async Task RunAsync(IEnumerable<IEnumerable<PathChange>> batches)
    {
        var lake = new TreeLake();
        var tree = lake.Empty;
        var model = new SortedDictionary<string, TreeEntry>(Utf8Order.Comparer);
        foreach (var batch in batches)
        {
            var changes = batch.DistinctBy(change => change.Path).ToList();
            tree = await lake.ApplyAsync(tree, changes);
            Apply(model, changes);
        }

        var built = await lake.ApplyAsync(lake.Empty, model.Select(pair => new PathChange(LakePath.Parse(pair.Key), pair.Value)));
        Assert.Equal(built.Id, tree.Id);
        tree = lake.Reopen(tree);
        Assert.Equal(model, await TreeLake.ReadAllAsync(tree));
        var totals = new TreeTotals(model.Count, model.Values.Sum(entry => entry.SizeBytes), model.Values.Count(entry => entry.IsTableMark));
        Assert.Equal(totals, tree.Totals);
        foreach (var (path, entry) in model.Take(20))
        {
            Assert.Equal(entry, await tree.GetAsync(LakePath.Parse(path)));
            Assert.Equal(model.GetValueOrDefault(path + "0"), await tree.GetAsync(LakePath.Parse(path + "0")));
        }
    }

    private static async Task DiffAsync(List<PathChange> first, List<PathChange> second)
    {
        var lake = new TreeLake();
        var a = await lake.ApplyAsync(lake.Empty, first.DistinctBy(change => change.Path));
        var b = await lake.ApplyAsync(a, second.DistinctBy(change => change.Path));
        var (before, after) = (await TreeLake.ReadAllAsync(a), await TreeLake.ReadAllAsync(b));
        var changes = await TreeDiff.CompareAsync(a, b).ToListAsync();
        Assert.Equal(b.Id, (await lake.ApplyAsync(a, changes.Select(change => change.ToChange()))).Id);
        Assert.Equal(changes.OrderBy(change => change.Path), changes);
        Assert.All(changes, change =>
        {
            Assert.Equal(before.GetValueOrDefault(change.Path.Value), change.Before);
            Assert.Equal(after.GetValueOrDefault(change.Path.Value), change.After);
            Assert.False(change is { Before: { } x, After: { } y } && x.SameContent(y));
        });

        var back = await TreeDiff.CompareAsync(b, a).ToListAsync();
        Assert.Equal(changes.Select(change => new TreeChange(change.Path, change.After, change.Before)), back);
        foreach (var prefix in new[] { "f1", "f3/", "f7/ä1", "z", "f12/😀" })
        {
            var limited = changes.Where(change => change.Path.Value.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            Assert.Equal(limited, await TreeDiff.CompareAsync(a, b, prefix).ToListAsync());
            Assert.Equal(limited.Count == 0, await TreeDiff.IsEqualAsync(a, b, prefix));
        }
    }

    private static void Apply(SortedDictionary<string, TreeEntry> model, IEnumerable<PathChange> changes)
    {
        foreach (var (path, entry) in changes)
        {
            if (entry is null)
            {
                model.Remove(path.Value);
            }
            else
            {
                model[path.Value] = entry;
            }
        }
    }
}
