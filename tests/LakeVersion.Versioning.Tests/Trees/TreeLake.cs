using System.Text;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Trees;

/// <summary>A store, a split rule and one transaction after the other.</summary>
/// <param name="store">Where the trees are; null for where the suites keep theirs.</param>
internal sealed class TreeLake(IObjectStore? store = null)
{
    private uint transactions;

    public CountingStore Store { get; } = new(store ?? TestStores.Open());

    public SplitRule Rule { get; } = SplitRule.FromSalt(Id128.Parse("00112233445566778899aabbccddeeff"));

    public NodeCache Cache { get; } = new();

    public Tree Empty => Tree.Empty(new NodeSource(Store, Cache));

    public static TreeEntry Entry(string text, bool isTable = false) => new()
    {
        SizeBytes = text.Length,
        Sha256 = ContentHash.Of(Encoding.UTF8.GetBytes(text)),
        IsTableMark = isTable,
        Place = text.Length == 0 ? null : Locator.InPack(7, new Id128(99), 0, 8, text.Length + 24),
    };

    public static PathChange Put(string path, string text, bool isTable = false) =>
        PathChange.Put(LakePath.Parse(path), Entry(text, isTable));

    public static PathChange Delete(string path) => PathChange.Delete(LakePath.Parse(path));

    public Upload Begin(uint epoch = 3, NodeCache? cache = null) => new(Store, new Id128(++transactions), epoch, cache ?? Cache);

    /// <summary>A tree of the same root that knows nothing of sessions and caches.</summary>
    public Tree Reopen(Tree tree) => Tree.Open(new NodeSource(Store, new NodeCache()), tree.Root);

    /// <summary>Applies changes in one flushed transaction and reads the result back from the store alone.</summary>
    public async Task<Tree> ApplyAsync(Tree tree, IEnumerable<PathChange> changes)
    {
        using var upload = Begin();
        var result = await TreeEditor.ApplyAsync(tree, changes, Rule, upload);
        await upload.FlushAsync();
        return Tree.Open(new NodeSource(Store, Cache), result.Root);
    }

    /// <summary>Changes the bytes of an object behind everyone's back.</summary>
    public async Task DamageAsync(StoreKey key, Action<byte[]> damage)
    {
        var bytes = (await Store.GetAsync(key))!.Value.ToArray();
        damage(bytes);
        await Store.PutAsync(key, bytes);
    }

    public static async Task<SortedDictionary<string, TreeEntry>> ReadAllAsync(Tree tree)
    {
        var all = new SortedDictionary<string, TreeEntry>(Utf8Order.Comparer);
        await foreach (var item in tree.ScanAsync(new TreeScan()))
        {
            all.Add(item.Path.Value, item.Entry!);
        }

        return all;
    }

    /// <summary>Every node of a tree, root first.</summary>
    public static async Task<List<Node>> NodesAsync(Tree tree)
    {
        var nodes = new List<Node>();
        if (await tree.ReadRootAsync(default) is { } root)
        {
            nodes.Add(root);
        }

        for (var i = 0; i < nodes.Count; i++)
        {
            for (var child = 0; nodes[i].Level > 0 && child < nodes[i].Count; child++)
            {
                nodes.Add(await tree.Source.ReadAsync(nodes[i].Child(child), default));
            }
        }

        return nodes;
    }
}
