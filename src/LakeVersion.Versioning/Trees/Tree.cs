using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>An ordered map from path to entry that never changes (docs/format.md, section 4). Safe for concurrent use.</summary>
/// <remarks>Nothing is read until it is asked for. Damage shows then, as a Corrupt that names the key.</remarks>
public sealed class Tree
{
    private Tree(NodeSource source, TreeRoot root) => (Source, Root) = (source, root);

    /// <summary>What a commit keeps of the tree.</summary>
    public TreeRoot Root { get; }

    /// <summary>The id; equal trees have equal ids.</summary>
    public ContentHash Id => Root.Id;

    /// <summary>The sums over all entries.</summary>
    public TreeTotals Totals => Root.Totals;

    internal NodeSource Source { get; }

    /// <summary>The tree of a root, read through a source.</summary>
    public static Tree Open(NodeSource source, TreeRoot root)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(root);
        return new Tree(source, root);
    }

    /// <summary>The tree without entries.</summary>
    public static Tree Empty(NodeSource source) => Open(source, TreeRoot.Empty);

    /// <summary>The entry at a path; null where there is none. Reads one node a level.</summary>
    public async ValueTask<TreeEntry?> GetAsync(LakePath path, CancellationToken cancellationToken = default)
    {
        var key = path.ToUtf8();
        var node = await ReadRootAsync(cancellationToken).ConfigureAwait(false);
        while (node is not null)
        {
            var index = node.Find(key);
            if (node.Level == 0)
            {
                return node.Has(index, key) ? node.Entry(index) : null;
            }

            node = index < node.Count ? await Source.ReadAsync(node.Child(index), cancellationToken).ConfigureAwait(false) : null;
        }

        return null;
    }

    /// <summary>The items that a scan asks for, in ascending order of their UTF-8 bytes.</summary>
    public IAsyncEnumerable<TreeItem> ScanAsync(TreeScan scan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scan);
        return TreeScanner.ScanAsync(this, scan, cancellationToken);
    }

    /// <summary>The sums over all paths with a prefix, which need not end at a <c>/</c>. Reads only the nodes at its two edges.</summary>
    public ValueTask<TreeTotals> TotalsAsync(string prefix, CancellationToken cancellationToken = default) =>
        TreeTotaller.SumAsync(this, KeyRange.OfPrefix(prefix), cancellationToken);

    /// <summary>The root node; null where there are no entries.</summary>
    internal async ValueTask<Node?> ReadRootAsync(CancellationToken cancellationToken) =>
        Root.ToNode() is { } root ? await Source.ReadAsync(root, cancellationToken).ConfigureAwait(false) : null;
}
