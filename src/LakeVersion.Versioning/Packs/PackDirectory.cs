using System.Buffers.Binary;
using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Packs;

/// <summary>The list of a pack's blocks, for verification and repacking; readers of blocks need only locators.</summary>
internal static class PackDirectory
{
    public static byte[] Encode(IReadOnlyList<PackItem> items)
    {
        var writer = new ByteWriter(16 + items.Count * 48);
        writer.Varint((ulong)items.Count);
        foreach (var item in items)
        {
            writer.Byte((byte)item.Type);
            writer.Varint(item.Offset);
            writer.Varint(item.Length);
            writer.Digest(item.Digest);
        }

        return writer.ToArray();
    }

    /// <summary>Reads the directory of a whole pack, given as the locator of all its bytes.</summary>
    /// <remarks>The items stand back to back from the header to the directory: nothing in a pack is unaccounted for.</remarks>
    /// <exception cref="LakeException">Corrupt: header, trailer or directory is damaged or disagrees with the others.</exception>
    public static async ValueTask<IReadOnlyList<PackItem>> ReadAsync(
        IRangeSource source, Locator pack, CancellationToken cancellationToken)
    {
        const int Least = PackBuilder.HeaderBytes + BlockCodec.OverheadBytes + 1 + PackBuilder.TrailerBytes;
        if (pack.Offset != 0 || pack.Length < Least)
        {
            throw LakeException.Corrupt($"{pack.Describe()} is no pack: expected at least {Least} bytes from byte 0.");
        }

        var header = await BlockReader.ReadRangeAsync(source, pack, 0, PackBuilder.HeaderBytes, cancellationToken).ConfigureAwait(false);
        Expect(header.Span, PackBuilder.Magic, pack, 0);
        var trailerAt = pack.Length - PackBuilder.TrailerBytes;
        var trailer = await BlockReader.ReadRangeAsync(
            source, pack, trailerAt, PackBuilder.TrailerBytes, cancellationToken).ConfigureAwait(false);
        Expect(trailer.Span[4..], PackBuilder.EndMagic, pack, trailerAt + 4);

        var length = BinaryPrimitives.ReadUInt32LittleEndian(trailer.Span);
        if (length > trailerAt - PackBuilder.HeaderBytes)
        {
            throw LakeException.Corrupt(
                $"{pack.Describe()} is damaged: at byte {trailerAt}, expected a directory of at most {trailerAt - PackBuilder.HeaderBytes} bytes, found {length}.");
        }

        var place = Locator.InPack(pack.Epoch, pack.TransactionId, pack.Sequence, trailerAt - length, length);
        var payload = await BlockReader.ReadAsync(source, place, BlockType.Directory, cancellationToken).ConfigureAwait(false);
        return Decode(payload.Span, place);
    }

    private static List<PackItem> Decode(ReadOnlySpan<byte> payload, Locator place)
    {
        const int LeastItemBytes = 1 + 1 + 1 + ContentHash.SizeBytes;
        var reader = new ByteReader(payload, "directory", place);
        var count = reader.Count(payload.Length / LeastItemBytes, "a count");
        var items = new List<PackItem>(count);
        long next = PackBuilder.HeaderBytes;
        for (var i = 0; i < count; i++)
        {
            var type = (BlockType)reader.Byte();
            var offset = reader.Long("an offset");
            var length = reader.Long("a length");
            if (type is < BlockType.Node or > BlockType.CommitList or BlockType.Directory)
            {
                throw reader.Fault("a type of 1, 2, 3 or 5", $"{(int)type}");
            }

            if (offset != next || length < BlockCodec.OverheadBytes || length > place.Offset - offset)
            {
                throw reader.Fault($"a block at byte {next} that ends by byte {place.Offset}", $"{offset}+{length}");
            }

            next = offset + length;
            items.Add(new PackItem(type, offset, length, reader.Digest()));
        }

        reader.End();
        return next == place.Offset ? items : throw reader.Fault($"blocks up to byte {place.Offset}", $"{next}");
    }

    private static void Expect(ReadOnlySpan<byte> found, ReadOnlySpan<byte> expected, Locator pack, long offset)
    {
        if (!found.SequenceEqual(expected))
        {
            throw LakeException.Corrupt(
                $"{pack.ToKey()} is damaged: at byte {offset}, expected {Convert.ToHexStringLower(expected)}, found {Convert.ToHexStringLower(found)}.");
        }
    }
}
