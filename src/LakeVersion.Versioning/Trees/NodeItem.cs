using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>One item of a node in its stored form, which moves from node to node without being decoded.</summary>
internal sealed class NodeItem
{
    /// <summary>The path, or the last key of the child.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>What the item adds to the hashed section behind its key: an entry's fields, or a child's id and totals.</summary>
    public required ReadOnlyMemory<byte> Hashed { get; init; }

    /// <summary>What the item adds to the unhashed section: an entry's fields, or a child's locator.</summary>
    public required ReadOnlyMemory<byte> Unhashed { get; init; }

    /// <summary>The origins that locators of <see cref="Unhashed"/> name.</summary>
    public required Origin[] Origins { get; init; }

    /// <summary>What the item adds to the totals.</summary>
    public required TreeTotals Totals { get; init; }

    /// <summary>The item of a leaf.</summary>
    public static NodeItem OfEntry(LakePath path, TreeEntry entry)
    {
        var origins = new OriginTable();
        var unhashed = EntryCodec.EncodeUnhashed(entry, origins);
        return new NodeItem
        {
            Key = path.ToUtf8(),
            Hashed = EntryCodec.EncodeHashed(entry),
            Unhashed = unhashed,
            Origins = origins.ToArray(),
            Totals = new TreeTotals(1, entry.SizeBytes, entry.IsTableMark ? 1 : 0),
        };
    }

    /// <summary>The item of an inner node that stands for a child.</summary>
    public static NodeItem OfChild(NodeRef child)
    {
        var origins = new OriginTable();
        var hashed = new ByteWriter(48);
        hashed.Digest(child.Id);
        hashed.Varint(child.Totals.Entries);
        hashed.Varint(child.Totals.Bytes);
        hashed.Varint(child.Totals.Tables);
        var unhashed = new ByteWriter(32);
        LocatorCodec.Write(unhashed, child.Place, origins);
        return new NodeItem
        {
            Key = child.LastKey,
            Hashed = hashed.ToArray(),
            Unhashed = unhashed.ToArray(),
            Origins = origins.ToArray(),
            Totals = child.Totals,
        };
    }

    /// <summary>The child that an item of an inner node stands for.</summary>
    /// <param name="level">The level of the child.</param>
    /// <param name="node">Where the node that holds the item is, for messages.</param>
    public NodeRef ToChild(int level, Locator node)
    {
        var reader = new ByteReader(Unhashed.Span, "locators of the node", node);
        return new NodeRef(ContentHash.Read(Hashed.Span), LocatorCodec.Read(ref reader, Origins), Totals, level, Key);
    }
}
