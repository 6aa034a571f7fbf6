using CsCheck;
using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Trees;

[Trait("store", "none")]
public sealed class NodeTests
{
    private static readonly Locator Place = Locator.InPack(1, new Id128(1), 0, 8, 100);

    private static readonly TreeEntry Full = new()
    {
        SizeBytes = 3 << 20,
        Sha256 = ContentHash.Of([1]),
        ContentType = "application/vnd.apache.parquet",
        UserMetadata = new Dictionary<string, string> { ["ä"] = "1", ["z"] = "", ["😀"] = "2" },
        IsTableMark = true,
        ChunkList = ContentHash.Of([2]),
        Modified = new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(7),
        Md5 = new Md5Digest(5),
        ChunkListPlace = Locator.InPack(2, new Id128(3), 4, 5, 6),
        Place = Locator.InObject(7, new Id128(8), 9, 3 << 20),
        UnknownHashed = new byte[] { 99, 2, 1, 2, 200, 1, 0 },
        UnknownUnhashed = new byte[] { 9, 1, 7 },
    };

    private static readonly TreeEntry External = new()
    {
        Kind = EntryKind.External,
        SizeBytes = 10,
        External = new ExternalIdentity("s3://b/k", "\"e\"", "v"),
        Place = Locator.AtExternal(new ExternalIdentity("s3://b/k", "\"e\"", "v")),
    };

    [Fact]
    public void An_entry_comes_back_with_every_field_that_it_had_unknown_ones_too()
    {
        var absent = TreeLake.Entry("xy") with { Place = Locator.Absent };
        var node = Node([("a", Full), ("b", External), ("c", TreeLake.Entry("")), ("d", absent)], new Id128(1));
        Assert.Equal(Full, node.Entry(0));
        Assert.Equal(Full.UserMetadata, node.Entry(0).UserMetadata);
        Assert.Equal(External, node.Entry(1));
        Assert.Null(node.Entry(2).Place);
        Assert.Equal(absent, node.Entry(3));
        Assert.Equal(new TreeTotals(4, (3 << 20) + 12, 1), node.Totals);

        // Carried on in its stored form, into a node with other origins.
        var encoder = new NodeEncoder();
        var items = new List<NodeItem> { NodeItem.OfEntry(LakePath.Parse("0"), TreeLake.Entry("x")), node.Item(0), node.Item(1) };
        var carried = Decode(encoder, items);
        Assert.Equal(Full, carried.Entry(1));
        Assert.Equal(External, carried.Entry(2));
    }

    [Fact]
    public void The_id_covers_what_the_content_is_and_nothing_of_where_it_is()
    {
        var node = Node([("a", Full)], new Id128(1));
        var moved = Full with { Place = Locator.Absent, ChunkListPlace = null, Md5 = null, Modified = null, UnknownUnhashed = default };
        Assert.Equal(node.Id, Node([("a", moved)], new Id128(1)).Id);
        Assert.True(Full.SameContent(moved));
        Assert.NotEqual(Full, moved);
        TreeEntry[] others =
        [
            Full with { SizeBytes = Full.SizeBytes + 1 }, Full with { Sha256 = ContentHash.Of([9]) }, Full with { ContentType = null },
            Full with { UserMetadata = null }, Full with { IsTableMark = false }, Full with { ChunkList = null, ChunkListPlace = null },
            Full with { UnknownHashed = default }, External,
        ];
        Assert.All(others, other => Assert.NotEqual(node.Id, Node([("a", other)], new Id128(1)).Id));
        Assert.All(others, other => Assert.False(Full.SameContent(other)));
    }

    [Fact]
    public void An_entry_beyond_the_limits_is_refused()
    {
        TreeEntry[] bad =
        [
            Full with { SizeBytes = -1 }, Full with { Sha256 = null }, Full with { ContentType = new string('x', 256) },
            Full with { UserMetadata = new Dictionary<string, string> { ["k"] = new string('x', 2048) } },
            Full with { External = External.External }, External with { External = null },
            External with { External = new ExternalIdentity(new string('x', 1537)) },
            TreeLake.Entry("x") with { ChunkList = ContentHash.Of([1]) },
            TreeLake.Entry("") with { Place = Place },
        ];
        Assert.All(bad, entry => Assert.Equal(
            LakeErrorKind.Invalid, Assert.Throws<LakeException>(() => NodeItem.OfEntry(LakePath.Parse("p"), entry)).Kind));
    }

    [Fact]
    public void The_largest_node_that_the_limits_allow_can_be_stored_and_read()
    {
        var identity = new ExternalIdentity(new string('u', 1536));
        var metadata = new Dictionary<string, string> { ["k"] = new string('x', 2000) };
        var entry = External with { External = identity, Place = Locator.AtExternal(identity), ContentType = new string('t', 255), UserMetadata = metadata };
        var entries = Enumerable.Range(0, 1024).Select(i => ($"{i:d4}" + new string('p', 1020), entry)).ToArray();
        Assert.Equal(1024, Node(entries, new Id128(1)).Count);
    }

    [Fact]
    public void A_node_that_is_another_than_asked_for_is_refused_by_id_level_totals_and_last_key()
    {
        var items = Items([("a", Full), ("b", External)]);
        var payload = new NodeEncoder().Encode(0, items, out var id, out var totals).ToArray();
        NodeRef[] wrong =
        [
            new(ContentHash.Of([1]), Place, totals, 0, default), new(id, Place, totals, 1, default),
            new(id, Place, totals with { Bytes = 1 }, 0, default), new(id, Place, totals, 0, "c"u8.ToArray()),
        ];
        Assert.All(wrong, reference => Assert.Contains(
            Place.ToKey().Value, AssertCorrupt(() => NodeDecoder.Decode(payload, reference)), StringComparison.Ordinal));
        Assert.Equal(2, NodeDecoder.Decode(payload, new NodeRef(id, Place, totals, 0, "b"u8.ToArray())).Count);
    }

    [Fact]
    public void Changed_bytes_of_a_node_end_only_in_a_corrupt_or_in_what_its_new_id_says()
    {
        var leaf = new NodeEncoder().Encode(0, Items([("a/b", Full), ("a/c", External), ("ä", TreeLake.Entry(""))]), out _, out var leafTotals).ToArray();
        var child = new NodeRef(ContentHash.Of([1]), Place, new TreeTotals(1, 2, 0), 0, "k"u8.ToArray());
        NodeItem[] children = [NodeItem.OfChild(child), NodeItem.OfChild(child with { LastKey = "l"u8.ToArray(), Place = Locator.Absent })];
        var inner = new NodeEncoder().Encode(1, children, out _, out var innerTotals).ToArray();
        Gen.Select(Gen.Bool, Gen.Int[0, 3], Gen.Int[0, 1000], Gen.Byte, Gen.Int[0, 1000]).Sample(
            (isLeaf, kind, at, value, at2) =>
            {
                var (original, totals) = isLeaf ? (leaf, leafTotals) : (inner, innerTotals);
                var bytes = Mutate(original, kind, at, value, at2);

                // The id is recomputed: behind the digest the parser itself must hold.
                var length = bytes.Length < 4 ? 0 : Math.Min(BitConverter.ToUInt32(bytes), (uint)bytes.Length - 4);
                var id = ContentHash.OfDomain(NodeFormat.Domain, bytes.AsSpan(Math.Min(4, bytes.Length), (int)length));
                try
                {
                    var node = NodeDecoder.Decode(bytes, new NodeRef(id, Place, totals, null, default));
                    for (var i = 0; i < node.Count; i++)
                    {
                        _ = node.Level == 0 ? (object)node.Entry(i) : node.Child(i);
                    }
                }
                catch (LakeException fault) when (fault.Kind == LakeErrorKind.Corrupt)
                {
                }
            },
            iter: 20_000);
    }

    [Fact]
    public void Keys_that_share_less_than_they_could_are_refused()
    {
        // Level 1; "ab" and "ac" with nothing shared: the same content in a second form.
        var writer = new ByteWriter();
        writer.Byte(1);
        writer.Varint(2UL);
        foreach (var key in new[] { "ab", "ac" })
        {
            writer.Varint(0UL);
            writer.String(key);
            writer.Digest(default);
            writer.Raw([1, 1, 0]);
        }

        var payload = new ByteWriter();
        payload.U32((uint)writer.Length);
        payload.Raw(writer.Written);
        payload.Raw([0, 1, 4, 1, 4]);
        var reference = new NodeRef(ContentHash.OfDomain(NodeFormat.Domain, writer.Written), Place, new TreeTotals(2, 2, 0), 1, default);
        Assert.Contains("expected a key behind 'ab'", AssertCorrupt(() => NodeDecoder.Decode(payload.ToArray(), reference)), StringComparison.Ordinal);
    }

    internal static Node Node((string Path, TreeEntry Entry)[] entries, Id128 transaction) => Decode(new NodeEncoder(), Items(entries), transaction);

    internal static byte[] Mutate(byte[] original, int kind, int at, byte value, int at2)
    {
        var bytes = original.ToArray();
        switch (kind)
        {
            case 0:
                bytes[at % bytes.Length] ^= (byte)(1 << (value % 8));
                return bytes;
            case 1:
                return bytes[..(at % bytes.Length)];
            case 2:
                bytes[at % bytes.Length] = value;
                bytes[at2 % bytes.Length] = 0xff;
                return bytes;
            default:
                return [.. bytes[..(at % bytes.Length)], value, .. bytes[(at % bytes.Length)..]];
        }
    }

    internal static string AssertCorrupt(Action act)
    {
        var fault = Assert.Throws<LakeException>(act);
        Assert.Equal(LakeErrorKind.Corrupt, fault.Kind);
        return fault.Message;
    }

    private static List<NodeItem> Items((string Path, TreeEntry Entry)[] entries) =>
        [.. entries.Select(pair => NodeItem.OfEntry(LakePath.Parse(pair.Path), pair.Entry))];

    private static Node Decode(NodeEncoder encoder, List<NodeItem> items, Id128 transaction = default)
    {
        var payload = encoder.Encode(0, items, out var id, out var totals);
        var place = Locator.InPack(1, transaction, 0, 8, 100);
        var block = BlockCodec.Encode(BlockType.Node, payload);
        return NodeDecoder.Decode(BlockCodec.Decode(block, BlockType.Node, place), new NodeRef(id, place, totals, 0, items[^1].Key));
    }
}
