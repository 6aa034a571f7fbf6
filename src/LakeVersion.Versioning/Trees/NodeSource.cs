using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;

namespace LakeVersion.Versioning.Trees;

/// <summary>Reads the nodes of one lake, through a cache. Safe for concurrent use.</summary>
public sealed class NodeSource
{
    private readonly IRangeSource ranges;
    private readonly NodeCache cache;

    /// <summary>Reads from a store.</summary>
    public NodeSource(IObjectStore store, NodeCache cache)
        : this(new StoreRanges(store), cache)
    {
    }

    internal NodeSource(IRangeSource ranges, NodeCache cache) => (this.ranges, this.cache) = (ranges, cache);

    internal NodeCache Cache => cache;

    /// <summary>Reads a node and holds it to all that its reference says.</summary>
    /// <exception cref="LakeException">Corrupt: the stored copy is missing, damaged or another.</exception>
    internal async ValueTask<Node> ReadAsync(NodeRef reference, CancellationToken cancellationToken)
    {
        if (cache.TryGet(reference.Place, out var cached))
        {
            // A place holds one node for ever; a reference that says otherwise is wrong, whatever is cached.
            return cached.Id == reference.Id && cached.Totals == reference.Totals && (reference.Level ?? cached.Level) == cached.Level
                    && (reference.LastKey.IsEmpty || reference.LastKey.Span.SequenceEqual(cached.LastKey))
                ? cached
                : throw LakeException.Corrupt(
                    $"The node in {reference.Place.Describe()} is another: expected {reference.Id} with {reference.Totals}, found {cached.Id} with {cached.Totals}.");
        }

        var payload = await BlockReader.ReadAsync(ranges, reference.Place, BlockType.Node, cancellationToken).ConfigureAwait(false);
        var node = NodeDecoder.Decode(payload, reference);
        cache.Add(node);
        cache.NodeCopies?.Add(node.Id, node.Place);
        return node;
    }
}
