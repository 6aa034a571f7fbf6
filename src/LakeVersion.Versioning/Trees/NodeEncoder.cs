using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>Writes nodes (docs/format.md, section 4). One instance writes many, one after the other.</summary>
internal sealed class NodeEncoder
{
    private readonly ByteWriter hashed = new(64 << 10);
    private readonly ByteWriter payload = new(64 << 10);
    private readonly ByteWriter items = new(64 << 10);
    private readonly ByteWriter scratch = new();
    private readonly ByteWriter field = new(64);
    private readonly OriginTable origins = new();

    /// <summary>The id of the tree without entries: one leaf with no items, stored nowhere.</summary>
    public static ContentHash EmptyId { get; } = ContentHash.OfDomain(NodeFormat.Domain, [0, 0]);

    /// <summary>The payload of a node and its id. The items are in ascending order of keys, 1 to 1,024.</summary>
    /// <remarks>The payload is valid until the next call.</remarks>
    public ReadOnlySpan<byte> Encode(int level, IReadOnlyList<NodeItem> list, out ContentHash id, out TreeTotals totals)
    {
        WriteHashed(level, list, out totals);
        id = ContentHash.OfDomain(NodeFormat.Domain, hashed.Written);

        items.Clear();
        origins.Clear();
        foreach (var item in list)
        {
            WriteUnhashed(level, item);
        }

        payload.Clear();
        payload.U32((uint)hashed.Length);
        payload.Raw(hashed.Written);
        payload.Varint((ulong)origins.Origins.Count);
        foreach (var origin in origins.Origins)
        {
            payload.U32(origin.Epoch);
            payload.Id(origin.TransactionId);
        }

        payload.Raw(items.Written);
        return payload.Written;
    }

    private void WriteHashed(int level, IReadOnlyList<NodeItem> list, out TreeTotals totals)
    {
        hashed.Clear();
        hashed.Byte((byte)level);
        hashed.Varint((ulong)list.Count);
        totals = default;
        ReadOnlySpan<byte> before = default;
        foreach (var item in list)
        {
            var key = item.Key.Span;
            var shared = before.CommonPrefixLength(key);
            hashed.Varint((ulong)shared);
            hashed.String(key[shared..]);
            before = key;
            if (level == 0)
            {
                hashed.String(item.Hashed.Span);
            }
            else
            {
                hashed.Raw(item.Hashed.Span);
            }

            try
            {
                totals += item.Totals;
            }
            catch (OverflowException)
            {
                throw LakeException.Invalid("The tree's totals would pass 2^63.");
            }
        }
    }

    private void WriteUnhashed(int level, NodeItem item)
    {
        scratch.Clear();
        if (level > 0)
        {
            var locator = new ByteReader(item.Unhashed.Span, "locators of an item", Locator.Absent);
            LocatorCodec.Copy(ref locator, item.Origins, scratch, origins);
        }
        else
        {
            CopyFields(item);
        }

        items.String(scratch.Written);
    }

    private void CopyFields(NodeItem item)
    {
        var reader = new ByteReader(item.Unhashed.Span, "locators of an item", Locator.Absent);
        while (!reader.AtEnd)
        {
            var tag = reader.Varint();
            var value = reader.String(EntryCodec.MaxUnhashedBytes, "a field");
            scratch.Varint(tag);
            if (tag is not (EntryCodec.Place or EntryCodec.ChunkListPlace))
            {
                scratch.String(value);
                continue;
            }

            // The length stands before the locator and depends on the origin's number in this node.
            var locator = new ByteReader(value, "locators of an item", Locator.Absent);
            field.Clear();
            LocatorCodec.Copy(ref locator, item.Origins, field, origins);
            scratch.String(field.Written);
        }
    }
}
