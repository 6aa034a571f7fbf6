using System.IO.Hashing;
using CsCheck;
using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Tests.Trees;

namespace LakeVersion.Versioning.Tests.Packs;

public sealed class BlockTests
{
    private static readonly Locator Place = Locator.InPack(1, new Id128(1), 0, 8, 100);

    [Fact]
    public void A_payload_comes_back_as_it_was_and_nodes_are_packed_where_that_is_smaller()
    {
        var text = new byte[5000];
        foreach (var (type, payload) in new[] { (BlockType.Node, text), (BlockType.Node, [1]), (BlockType.Content, text), (BlockType.ChunkList, text) })
        {
            var block = BlockCodec.Encode(type, payload);
            Assert.Equal(payload, BlockCodec.Decode(block, type, Place).ToArray());
            Assert.Equal(type == BlockType.Node && payload.Length > 1, block.Length < payload.Length + BlockCodec.OverheadBytes);
        }
    }

    [Fact]
    public void Every_changed_bit_shows_and_the_message_names_place_expected_and_found()
    {
        var block = BlockCodec.Encode(BlockType.Node, new byte[300]);
        for (var bit = 0; bit < block.Length * 8; bit++)
        {
            var changed = block.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var message = NodeTests.AssertCorrupt(() => BlockCodec.Decode(changed, BlockType.Node, Place));
            Assert.Contains(Place.ToKey().Value, message, StringComparison.Ordinal);
            Assert.Contains("expected", message, StringComparison.Ordinal);
            Assert.Contains("found", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Behind_a_right_checksum_any_bytes_end_in_a_payload_or_a_corrupt_and_never_beyond_the_limit()
    {
        var text = Enumerable.Range(0, 4000).Select(i => (byte)(i * i % 11)).ToArray();
        byte[][] blocks = [BlockCodec.Encode(BlockType.Node, text), BlockCodec.Encode(BlockType.Node, [1, 2, 3])];
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 3], Gen.Int[0, 4000], Gen.Byte, Gen.Int[0, 12]).Sample(
            (which, kind, at, value, at2) =>
            {
                var bytes = NodeTests.Mutate(blocks[which], kind, at, value, at2);
                if (bytes.Length >= BlockCodec.OverheadBytes)
                {
                    XxHash128.Hash(bytes.AsSpan(..^16), bytes.AsSpan(^16..));
                }

                try
                {
                    Assert.InRange(BlockCodec.Decode(bytes, BlockType.Node, Place).Length, 0, BlockCodec.MaxNodePayloadBytes);
                }
                catch (LakeException fault) when (fault.Kind == LakeErrorKind.Corrupt)
                {
                }
            },
            iter: 10_000);
    }

    [Fact]
    public void A_block_of_another_type_or_too_long_a_payload_is_refused()
    {
        var block = BlockCodec.Encode(BlockType.Content, new byte[10]);
        NodeTests.AssertCorrupt(() => BlockCodec.Decode(block, BlockType.Node, Place));
        Assert.Throws<LakeException>(() => BlockCodec.Encode(BlockType.Content, new byte[(1 << 20) + 1]));
    }
}
