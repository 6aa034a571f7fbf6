using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>A decoded and checked node: its payload as stored, all keys in full, and where the parts of each item are.</summary>
/// <remarks>Immutable. Entries and children become objects only when they are asked for.</remarks>
internal sealed class Node
{
    private readonly ReadOnlyMemory<byte> payload;
    private readonly byte[] keys;
    private readonly Slot[] slots;
    private readonly Origin[] origins;

    internal Node(NodeRef self, int level, ReadOnlyMemory<byte> payload, byte[] keys, Slot[] slots, Origin[] origins)
    {
        (Id, Place, Totals, Level) = (self.Id, self.Place, self.Totals, level);
        (this.payload, this.keys, this.slots, this.origins) = (payload, keys, slots, origins);
    }

    /// <summary>The digest of the hashed section; checked.</summary>
    public ContentHash Id { get; }

    /// <summary>Where the node was read from.</summary>
    public Locator Place { get; }

    /// <summary>0 for leaves.</summary>
    public int Level { get; }

    /// <summary>The sums over all items; checked.</summary>
    public TreeTotals Totals { get; }

    /// <summary>How many items there are; at least one.</summary>
    public int Count => slots.Length;

    /// <summary>What the node costs in memory, about.</summary>
    public long SizeBytes => payload.Length + keys.Length + (long)slots.Length * 20 + origins.Length * 32L + 300;

    public ReadOnlySpan<byte> LastKey => Key(Count - 1).Span;

    public ReadOnlyMemory<byte> Key(int index)
    {
        var start = index == 0 ? 0 : slots[index - 1].KeyEnd;
        return keys.AsMemory(start, slots[index].KeyEnd - start);
    }

    /// <summary>The first item whose key is not less than the given one, from an item on; <see cref="Count"/> where there is none.</summary>
    public int Find(ReadOnlySpan<byte> key, int from = 0)
    {
        var (low, high) = (from, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Key(middle).Span.SequenceCompareTo(key) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>True where an item has exactly the given key.</summary>
    public bool Has(int index, ReadOnlySpan<byte> key) => index < Count && Key(index).Span.SequenceEqual(key);

    /// <summary>The hashed part of an item; equal parts are equal entries or equal children.</summary>
    public ReadOnlySpan<byte> Hashed(int index) => payload.Span.Slice(slots[index].HashedAt, slots[index].HashedLength);

    /// <summary>The id of a child; only of inner nodes.</summary>
    public ContentHash ChildId(int index) => ContentHash.Read(Hashed(index));

    public TreeTotals TotalsOf(int index)
    {
        if (Level == 0)
        {
            return EntryDecoder.CheckHashed(Hashed(index), Place);
        }

        var reader = new ByteReader(Hashed(index)[ContentHash.SizeBytes..], "node", Place);
        return new TreeTotals(reader.Long("entries"), reader.Long("bytes"), reader.Long("tables"));
    }

    public LakePath Path(int index) => LakePath.FromChecked(Key(index).Span);

    public TreeEntry Entry(int index) => EntryDecoder.Decode(Hashed(index), Unhashed(index).Span, origins, Place);

    /// <summary>Where the content of an entry and its chunk list are; null for what has no place. Only of leaves.</summary>
    public void PlacesOf(int index, out Locator? place, out Locator? chunkList) =>
        EntryDecoder.Places(Unhashed(index).Span, origins, Place, out place, out chunkList);

    public NodeRef Child(int index)
    {
        var reader = new ByteReader(Unhashed(index).Span, "locators of the node", Place);
        return new NodeRef(ChildId(index), LocatorCodec.Read(ref reader, origins), TotalsOf(index), Level - 1, Key(index));
    }

    public NodeItem Item(int index) => new()
    {
        Key = Key(index),
        Hashed = payload.Slice(slots[index].HashedAt, slots[index].HashedLength),
        Unhashed = Unhashed(index),
        Origins = origins,
        Totals = TotalsOf(index),
    };

    private ReadOnlyMemory<byte> Unhashed(int index) => payload.Slice(slots[index].UnhashedAt, slots[index].UnhashedLength);

    /// <summary>Where the parts of one item are: the key in the keys, the others in the payload.</summary>
    internal struct Slot
    {
        public int KeyEnd;
        public int HashedAt;
        public int HashedLength;
        public int UnhashedAt;
        public int UnhashedLength;
    }
}
