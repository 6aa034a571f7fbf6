using System.Runtime.CompilerServices;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Repacking;

/// <summary>Reads nodes, some side by side, and gives them in order.</summary>
internal static class NodesAhead
{
    private const int AtOnce = 16;

    /// <summary>The children of a node; none of a leaf.</summary>
    public static IEnumerable<NodeRef> ChildrenOf(Node node) => node.Level == 0 ? [] : Enumerable.Range(0, node.Count).Select(node.Child);

    /// <summary>The nodes, in the order of the references.</summary>
    public static async IAsyncEnumerable<(NodeRef Reference, Node Node)> ReadAsync(
        LakeStore lake, NodeSource source, IEnumerable<NodeRef> references, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in references.Chunk(AtOnce))
        {
            var nodes = new Node[chunk.Length];
            await lake.Background.ForAsync(
                nodes.Length, AtOnce, async (i, token) => nodes[i] = await source.ReadAsync(chunk[i], token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < nodes.Length; i++)
            {
                yield return (chunk[i], nodes[i]);
            }
        }
    }
}
