using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Looks up in a tree what another has at the same place: a node of a level by its last key, or an entry.</summary>
internal static class NodeFinder
{
    /// <summary>The node of a level with a last key; null where the tree has none. It may hold anything.</summary>
    public static async ValueTask<NodeRef?> NodeAsync(Tree tree, int level, ReadOnlyMemory<byte> lastKey, CancellationToken cancellationToken)
    {
        var node = await tree.ReadRootAsync(cancellationToken).ConfigureAwait(false);
        if (node?.Level == level && node.LastKey.SequenceEqual(lastKey.Span))
        {
            return tree.Root.ToNode();
        }

        while (node is not null && node.Level > level)
        {
            var index = node.Find(lastKey.Span);
            if (index == node.Count)
            {
                return null;
            }

            var child = node.Child(index);
            if (child.Level == level)
            {
                return child.LastKey.Span.SequenceEqual(lastKey.Span) ? child : null;
            }

            node = await ReadAsync(tree, child, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>The leaf that would hold a key, with the key's index; null where the tree has no such entry.</summary>
    public static async ValueTask<TreeEntry?> EntryAsync(Tree tree, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var node = await tree.ReadRootAsync(cancellationToken).ConfigureAwait(false);
        while (node is not null)
        {
            var index = node.Find(key.Span);
            if (node.Level == 0)
            {
                return node.Has(index, key.Span) ? node.Entry(index) : null;
            }

            node = index < node.Count ? await ReadAsync(tree, node.Child(index), cancellationToken).ConfigureAwait(false) : null;
        }

        return null;
    }

    // Where a partial mirror has no node there is nothing to take over.
    private static async ValueTask<Node?> ReadAsync(Tree tree, NodeRef child, CancellationToken cancellationToken) =>
        child.Place.Room == Places.Room.Absent ? null : await tree.Source.ReadAsync(child, cancellationToken).ConfigureAwait(false);
}
