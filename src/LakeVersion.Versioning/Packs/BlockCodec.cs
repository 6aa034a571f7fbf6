using System.Buffers.Binary;
using System.IO.Hashing;
using LakeVersion.Storage;
using LakeVersion.Versioning.Places;
using ZstdSharp;

namespace LakeVersion.Versioning.Packs;

/// <summary>One block of a pack: header, payload, checksum (docs/format.md, section 3).</summary>
internal static class BlockCodec
{
    public const int HeaderBytes = 8;
    public const int ChecksumBytes = 16;
    public const int OverheadBytes = HeaderBytes + ChecksumBytes;
    public const int MaxNodePayloadBytes = 8 << 20;
    public const int MaxListPayloadBytes = 4 << 20;
    public const int MaxContentPayloadBytes = 1 << 20;

    private const byte Version = 1;
    private const byte Stored = 0;
    private const byte Zstandard = 1;

    // A Zstandard context is about a megabyte and not safe for parallel use: one a thread, made at first use.
    [ThreadStatic]
    private static Compressor? compressor;

    [ThreadStatic]
    private static Decompressor? decompressor;

    public static int MaxPayloadBytes(BlockType type) => type switch
    {
        BlockType.Node => MaxNodePayloadBytes,
        BlockType.Content => MaxContentPayloadBytes,
        _ => MaxListPayloadBytes,
    };

    /// <summary>The stored form of a payload.</summary>
    public static byte[] Encode(BlockType type, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > MaxPayloadBytes(type))
        {
            throw LakeException.Invalid($"A {type} of {payload.Length} bytes is too long: at most {MaxPayloadBytes(type)}.");
        }

        byte[]? packed = null;
        var packedBytes = 0;
        if (type == BlockType.Node)
        {
            packed = new byte[Compressor.GetCompressBound(payload.Length)];
            packedBytes = (compressor ??= new Compressor(1)).Wrap(payload, packed);
        }

        var body = packed is not null && packedBytes < payload.Length ? packed.AsSpan(0, packedBytes) : payload;
        var block = new byte[OverheadBytes + body.Length];
        block[0] = (byte)type;
        block[1] = Version;
        block[2] = body.Length < payload.Length ? Zstandard : Stored;
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(4), (uint)payload.Length);
        body.CopyTo(block.AsSpan(HeaderBytes));
        XxHash128.Hash(block.AsSpan(0, block.Length - ChecksumBytes), block.AsSpan(block.Length - ChecksumBytes));
        return block;
    }

    /// <summary>The payload of a block, which must be of one type; every fault is a Corrupt that names the place.</summary>
    /// <remarks>The payload of a block that is not compressed is a part of <paramref name="block"/> itself.</remarks>
    public static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> block, BlockType type, Locator place)
    {
        var bytes = block.Span;
        var reader = new ByteReader(bytes, "block", place);
        if (bytes.Length < OverheadBytes)
        {
            throw reader.Fault($"at least {OverheadBytes} bytes", $"{bytes.Length}");
        }

        // The checksum comes first: behind it a wrong byte is a writer's fault, not a store's.
        Span<byte> checksum = stackalloc byte[ChecksumBytes];
        XxHash128.Hash(bytes[..^ChecksumBytes], checksum);
        if (!checksum.SequenceEqual(bytes[^ChecksumBytes..]))
        {
            throw reader.Fault(
                $"the checksum {Convert.ToHexStringLower(bytes[^ChecksumBytes..])}", Convert.ToHexStringLower(checksum));
        }

        var header = (Type: reader.Byte(), Version: reader.Byte(), Compression: reader.Byte(), Encryption: reader.Byte());
        var unpacked = reader.U32();
        if (header.Type != (byte)type)
        {
            throw reader.Fault($"a block of type {(int)type} ({type})", $"{header.Type}");
        }

        if (header.Version != Version || header.Encryption != 0)
        {
            throw reader.Fault(
                $"version {Version} without encryption", $"version {header.Version}, encryption {header.Encryption}");
        }

        if (unpacked > MaxPayloadBytes(type))
        {
            throw reader.Fault($"a payload of at most {MaxPayloadBytes(type)} bytes", $"{unpacked}");
        }

        var body = block[HeaderBytes..^ChecksumBytes];
        return header.Compression switch
        {
            Stored when body.Length == unpacked => body,
            Stored => throw reader.Fault($"a payload of {unpacked} bytes", $"{body.Length}"),
            Zstandard => Unpack(body.Span, (int)unpacked, ref reader),
            _ => throw reader.Fault("compression 0 or 1", $"{header.Compression}"),
        };
    }

    private static byte[] Unpack(ReadOnlySpan<byte> body, int length, ref ByteReader reader)
    {
        // Unpacking into an array of the stated length ends there, whatever the frame says of itself.
        var payload = new byte[length];
        try
        {
            var written = (decompressor ??= new Decompressor()).Unwrap(body, payload);
            return written == length ? payload : throw reader.Fault($"a payload of {length} bytes", $"{written}");
        }
        catch (ZstdException fault)
        {
            throw LakeException.Corrupt(
                reader.Fault($"a Zstandard frame of {length} bytes", $"none ({fault.Message})").Message, fault);
        }
    }
}
