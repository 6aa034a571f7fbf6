using LakeVersion.Storage;

namespace LakeVersion.Versioning.Packs;

/// <summary>A pack that is being filled in memory. Blocks can be read at their final place from the moment they are added.</summary>
/// <remarks>Safe for concurrent use, except that nothing is added after <see cref="Finish"/>.</remarks>
internal sealed class PackBuilder
{
    public const int MaxBytes = 64 << 20;
    public const int HeaderBytes = 8;
    public const int TrailerBytes = 8;

    // Type, two varints of at most 4 bytes (64 MiB is below 2^28) and a digest; a directory block is a list of 4 MiB.
    private const int MaxItemBytes = 1 + 4 + 4 + ContentHash.SizeBytes;
    private const int MaxItems = (BlockCodec.MaxListPayloadBytes - 10) / MaxItemBytes;

    private readonly Lock gate = new();
    private readonly List<PackItem> items = [];
    private byte[] buffer = new byte[16 << 10];
    private int length;
    private bool finished;

    public PackBuilder()
    {
        Magic.CopyTo(buffer);
        length = HeaderBytes;
    }

    public static ReadOnlySpan<byte> Magic => "LVPACK\u0001\0"u8;

    public static ReadOnlySpan<byte> EndMagic => "LVPE"u8;

    /// <summary>The bytes of a pack that a block takes, with its item in the directory.</summary>
    public static long SizeOf(uint offset, uint length) => length + 1L + VarintBytes(offset) + VarintBytes(length) + ContentHash.SizeBytes;

    /// <summary>The bytes of a pack of so many blocks.</summary>
    /// <param name="blocks">How many.</param>
    /// <param name="bytes">What they take, as <see cref="SizeOf(uint, uint)"/> says.</param>
    public static long SizeOf(int blocks, long bytes) => HeaderBytes + bytes + BlockCodec.OverheadBytes + VarintBytes((uint)blocks) + TrailerBytes;

    /// <summary>True where the pack has room for one more block; a pack without blocks always has.</summary>
    public bool Fits(int blockBytes)
    {
        lock (gate)
        {
            var directory = ((long)items.Count + 1) * MaxItemBytes + 10 + BlockCodec.OverheadBytes;
            return !finished && items.Count < MaxItems && length + blockBytes + directory + TrailerBytes <= MaxBytes;
        }
    }

    /// <summary>Adds a block and returns its offset.</summary>
    public long Add(BlockType type, ReadOnlySpan<byte> block, ContentHash digest)
    {
        lock (gate)
        {
            var offset = length;
            Append(block);
            items.Add(new PackItem(type, offset, block.Length, digest));
            return offset;
        }
    }

    /// <summary>Bytes that were added; shorter where the range ends behind them.</summary>
    /// <remarks>The memory stays valid and unchanged: a buffer that grew too small is left to those who read from it.</remarks>
    public ReadOnlyMemory<byte> Read(long offset, int count)
    {
        lock (gate)
        {
            var start = (int)Math.Min(offset, length);
            return buffer.AsMemory(start, Math.Min(count, length - start));
        }
    }

    /// <summary>Adds directory and trailer, once, and returns the whole pack.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        lock (gate)
        {
            // An upload that failed is tried again with the same bytes.
            if (finished)
            {
                return buffer.AsMemory(0, length);
            }

            finished = true;
            var directory = BlockCodec.Encode(BlockType.Directory, PackDirectory.Encode(items));
            Append(directory);
            Span<byte> trailer = stackalloc byte[TrailerBytes];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(trailer, (uint)directory.Length);
            EndMagic.CopyTo(trailer[4..]);
            Append(trailer);
            return buffer.AsMemory(0, length);
        }
    }

    private static int VarintBytes(uint value)
    {
        var count = 1;
        for (; value >= 0x80; value >>= 7)
        {
            count++;
        }

        return count;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        var needed = length + bytes.Length;
        if (needed > buffer.Length)
        {
            // A new array, never the old one enlarged in place: slices of it may be in use.
            var larger = new byte[Math.Max(needed, Math.Min(buffer.Length * 2, MaxBytes))];
            buffer.AsSpan(0, length).CopyTo(larger);
            buffer = larger;
        }

        bytes.CopyTo(buffer.AsSpan(length));
        length = needed;
    }
}
