using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Finds what one tree needs that trees beside it do not: the packs of its nodes, its content. Its places stay as they are.</summary>
/// <remarks>Nodes that stand at the same place as in one of the others are never opened, so that the cost follows the changes.</remarks>
internal sealed class TreeWalk(NodeSource source, ObjectCarrier carrier)
{
    /// <summary>Begins to bring all that a tree needs.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="known">Trees of which everything is in the mirror.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async ValueTask BringAsync(TreeRoot root, IReadOnlyList<Tree> known, CancellationToken cancellationToken)
    {
        if (root.ToNode() is { } node && !known.Any(tree => tree.Root.Place == root.Place))
        {
            await BringAsync(node, known, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask BringAsync(NodeRef reference, IReadOnlyList<Tree> known, CancellationToken cancellationToken)
    {
        await carrier.PackAsync(reference.Place).ConfigureAwait(false);
        var node = await source.ReadAsync(reference, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < node.Count; i++)
        {
            if (node.Level == 0)
            {
                await EntryAsync(node, i, known, cancellationToken).ConfigureAwait(false);
            }
            else if (node.Child(i) is var child && !await IsKnownAsync(child, known, cancellationToken).ConfigureAwait(false))
            {
                await BringAsync(child, known, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask EntryAsync(Node node, int index, IReadOnlyList<Tree> known, CancellationToken cancellationToken)
    {
        var entry = node.Entry(index);
        foreach (var tree in known)
        {
            var other = await NodeFinder.EntryAsync(tree, node.Key(index), cancellationToken).ConfigureAwait(false);
            if (other is not null && other.Place == entry.Place && other.ChunkListPlace == entry.ChunkListPlace)
            {
                return;
            }
        }

        await carrier.ContentAsync(entry).ConfigureAwait(false);
    }

    private static async ValueTask<bool> IsKnownAsync(NodeRef child, IReadOnlyList<Tree> known, CancellationToken cancellationToken)
    {
        foreach (var tree in known)
        {
            var other = await NodeFinder.NodeAsync(tree, child.Level!.Value, child.LastKey, cancellationToken).ConfigureAwait(false);
            if (other?.Place == child.Place && other.Id == child.Id)
            {
                return true;
            }
        }

        return false;
    }
}
