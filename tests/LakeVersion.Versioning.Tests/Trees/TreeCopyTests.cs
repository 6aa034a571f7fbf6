using LakeVersion.Storage;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Trees;

public sealed class TreeCopyTests
{
    [Fact]
    public async Task Equal_trees_of_two_sessions_have_equal_ids_and_copies_of_their_own()
    {
        var lake = new TreeLake();
        var changes = Enumerable.Range(0, 2000).Select(i => TreeLake.Put($"p{i}", $"{i}")).ToArray();
        var (first, second) = (await BuildAsync(lake, changes, 3), await BuildAsync(lake, changes, 4));
        Assert.Equal(first.Id, second.Id);
        Assert.NotEqual(first.Root.Place, second.Root.Place);
        var (a, b) = (await TreeLake.NodesAsync(first), await TreeLake.NodesAsync(second));
        Assert.Equal(a.Select(node => node.Id), b.Select(node => node.Id));
        Assert.Empty(a.Select(node => node.Place).Intersect(b.Select(node => node.Place)));
    }

    [Fact]
    public async Task A_cached_copy_does_not_hide_that_another_is_damaged()
    {
        var lake = new TreeLake();
        var changes = new[] { TreeLake.Put("a", "1"), TreeLake.Put("b", "2") };
        var (first, second) = (await BuildAsync(lake, changes, 3), await BuildAsync(lake, changes, 4));
        Assert.NotNull(await first.GetAsync(LakePath.Parse("a")));

        var place = second.Root.Place!;
        await lake.DamageAsync(place.ToKey(), bytes => bytes[place.Offset + 20] ^= 1);
        var fault = await Assert.ThrowsAsync<LakeException>(async () => await second.GetAsync(LakePath.Parse("a")));
        Assert.Equal(LakeErrorKind.Corrupt, fault.Kind);
        Assert.Contains(place.ToKey().Value, fault.Message, StringComparison.Ordinal);
        Assert.NotNull(await first.GetAsync(LakePath.Parse("a")));
        Assert.NotNull(await Tree.Open(new NodeSource(lake.Store, lake.Cache), first.Root).GetAsync(LakePath.Parse("b")));
    }

    [Fact]
    public async Task A_place_that_holds_another_node_is_refused_even_where_that_node_is_cached()
    {
        var lake = new TreeLake();
        var one = await BuildAsync(lake, [TreeLake.Put("a", "1")], 3);
        var two = await BuildAsync(lake, [TreeLake.Put("a", "2")], 3);
        Assert.NotNull(await two.GetAsync(LakePath.Parse("a")));
        foreach (var cache in new[] { lake.Cache, new NodeCache() })
        {
            var crossed = Tree.Open(new NodeSource(lake.Store, cache), one.Root with { Place = two.Root.Place });
            var fault = await Assert.ThrowsAsync<LakeException>(async () => await crossed.GetAsync(LakePath.Parse("a")));
            Assert.Equal(LakeErrorKind.Corrupt, fault.Kind);
            Assert.Contains(one.Id.ToString(), fault.Message, StringComparison.Ordinal);
            Assert.Contains(two.Id.ToString(), fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_edit_carries_untouched_nodes_by_reference_to_the_bases_own_copies()
    {
        var lake = new TreeLake();
        var changes = Enumerable.Range(0, 30_000).Select(i => TreeLake.Put($"p{i:d6}", $"{i}")).ToArray();
        var tree = await BuildAsync(lake, changes, 3);
        var before = (await TreeLake.NodesAsync(tree)).Select(node => node.Place).ToHashSet();
        using var upload = lake.Begin(5);
        var edited = await TreeEditor.ApplyAsync(tree, [TreeLake.Put("p012345", "new"), TreeLake.Put("p012345a", "new")], lake.Rule, upload);
        Assert.NotNull(await edited.GetAsync(LakePath.Parse("p012345a")));
        await upload.FlushAsync();
        Assert.Single(upload.Keys);
        Assert.Equal([5u], upload.Epochs);
        var added = (await TreeLake.NodesAsync(lake.Reopen(edited))).Count(node => !before.Contains(node.Place));
        Assert.InRange(added, 2, 3);
    }

    [Fact]
    public async Task A_missing_pack_is_named()
    {
        var lake = new TreeLake();
        var tree = lake.Reopen(await BuildAsync(lake, [TreeLake.Put("a", "1")], 3));
        await lake.Store.DeleteAsync([tree.Root.Place!.ToKey()]);
        var fault = await Assert.ThrowsAsync<LakeException>(async () => await tree.GetAsync(LakePath.Parse("a")));
        Assert.Equal(LakeErrorKind.Corrupt, fault.Kind);
        Assert.Contains($"{tree.Root.Place.ToKey()} is missing", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cache_keeps_to_its_limit_and_forgets_what_was_used_least()
    {
        var cache = new NodeCache(10_000);
        var nodes = Enumerable.Range(0, 50).Select(i => NodeTests.Node([("key" + i, TreeLake.Entry("x"))], new Id128((UInt128)i))).ToArray();
        foreach (var node in nodes)
        {
            cache.Add(node);
            cache.Add(node);
            Assert.True(cache.TryGet(nodes[0].Place, out _));
            Assert.InRange(cache.SizeBytes, 1, cache.MaxBytes);
        }

        Assert.True(cache.TryGet(nodes[^1].Place, out _));
        Assert.False(cache.TryGet(nodes[1].Place, out _));
    }

    private static async Task<Tree> BuildAsync(TreeLake lake, PathChange[] changes, uint epoch)
    {
        using var upload = lake.Begin(epoch);
        var tree = await TreeEditor.ApplyAsync(lake.Empty, changes, lake.Rule, upload);
        await upload.FlushAsync();
        return Tree.Open(new NodeSource(lake.Store, lake.Cache), tree.Root);
    }
}
