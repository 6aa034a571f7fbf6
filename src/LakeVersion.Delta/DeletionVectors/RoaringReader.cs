using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LakeVersion.Delta.DeletionVectors;

/// <summary>Reads the bitmap of a deletion vector (PROTOCOL.md, "Deletion Vector Format"; RoaringFormatSpec, portable, 64 bits).</summary>
/// <remarks>The specification's own example of an inline vector is of an older form, which is read as well: another magic number, then a count
/// of bitmaps and each one's length before it, these numbers in either byte order. Nothing is allocated by what the bytes state: blocks stay
/// in the bytes and are indexed one by one.</remarks>
internal ref struct RoaringReader
{
    private const uint Magic = 1681511377;
    private const uint OlderMagic = 1681511376;
    private const int CookieWithRuns = 12347;
    private const int CookieWithoutRuns = 12346;
    private const int OffsetsFrom = 4;
    private const int MostValues = 4096;
    private const int BitmapBytes = 8192;

    private readonly ReadOnlySpan<byte> bytes;
    private readonly List<RowContainer> containers = [];
    private int at;
    private long count;
    private long last = -1;

    private RoaringReader(ReadOnlySpan<byte> bytes) => this.bytes = bytes;

    /// <summary>Reads and checks a vector.</summary>
    /// <exception cref="InvalidDataException">The bytes are no vector; the message says why and where.</exception>
    public static RowPositions Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new RoaringReader(bytes.Span);
        reader.ReadVector();
        return new RowPositions(bytes, reader.containers, reader.count, reader.last);
    }

    private void ReadVector()
    {
        var magic = ReadUInt32();
        switch (magic)
        {
            case Magic:
                ReadBuckets();
                break;
            case OlderMagic:
                ReadOlder(isBigEndian: false);
                break;
            case var _ when BinaryPrimitives.ReverseEndianness(magic) == OlderMagic:
                ReadOlder(isBigEndian: true);
                break;
            default:
                throw new InvalidDataException($"expected the magic number {Magic}, found {magic}");
        }

        if (at != bytes.Length)
        {
            throw new InvalidDataException($"{bytes.Length - at} bytes follow the last bitmap at byte {at}");
        }
    }

    private void ReadBuckets()
    {
        var buckets = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
        long previous = -1;
        for (ulong i = 0; i < buckets; i++)
        {
            var key = ReadUInt32();
            if (key > int.MaxValue || key <= previous)
            {
                throw new InvalidDataException($"the bucket key {key} at byte {at - sizeof(uint)} does not follow {previous}");
            }

            previous = key;
            ReadBitmap((long)key << 32);
        }
    }

    private void ReadOlder(bool isBigEndian)
    {
        var bitmaps = ReadUInt32(isBigEndian);
        for (uint i = 0; i < bitmaps && i <= int.MaxValue; i++)
        {
            var length = ReadUInt32(isBigEndian);
            var begin = at;
            ReadBitmap((long)i << 32);
            if (at - begin != length)
            {
                throw new InvalidDataException($"the bitmap at byte {begin} has {at - begin} bytes, and states {length}");
            }
        }
    }

    private void ReadBitmap(long first)
    {
        var cookie = ReadUInt32();
        var hasRuns = (cookie & 0xFFFF) == CookieWithRuns;
        if (!hasRuns && cookie != CookieWithoutRuns)
        {
            throw new InvalidDataException($"{cookie} at byte {at - sizeof(uint)} does not begin a bitmap");
        }

        var blocks = hasRuns ? (cookie >> 16) + 1 : ReadUInt32();
        if (blocks > 1 << 16)
        {
            throw new InvalidDataException($"a bitmap states {blocks} blocks at byte {at}");
        }

        var runs = hasRuns ? Take((int)(blocks + 7) / 8) : [];
        var headers = Take((int)blocks * 4);
        // Where blocks begin is stated as well, but they follow each other.
        if (!hasRuns || blocks >= OffsetsFrom)
        {
            Take((int)blocks * sizeof(uint));
        }

        var previous = -1;
        for (var i = 0; i < blocks; i++)
        {
            var key = BinaryPrimitives.ReadUInt16LittleEndian(headers[(i * 4)..]);
            var cardinality = BinaryPrimitives.ReadUInt16LittleEndian(headers[((i * 4) + 2)..]) + 1;
            if (key <= previous)
            {
                throw new InvalidDataException($"the block {key} of the bitmap before byte {at} does not follow {previous}");
            }

            previous = key;
            ReadBlock(first + ((long)key << 16), cardinality, hasRuns && (runs[i >> 3] & (1 << (i & 7))) != 0);
        }
    }

    private void ReadBlock(long first, int cardinality, bool isRuns)
    {
        var kind = isRuns ? RowContainerKind.Runs : cardinality <= MostValues ? RowContainerKind.Values : RowContainerKind.Bits;
        var length = kind switch
        {
            RowContainerKind.Runs => 2 * BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort))),
            RowContainerKind.Values => cardinality,
            _ => BitmapBytes / sizeof(ushort),
        };
        var offset = at;
        var stored = MemoryMarshal.Cast<byte, ushort>(Take(length * sizeof(ushort)));
        var (found, greatest) = kind switch
        {
            RowContainerKind.Runs => CheckRuns(stored),
            RowContainerKind.Values => CheckValues(stored),
            _ => CheckBits(MemoryMarshal.Cast<ushort, ulong>(stored)),
        };
        if (found != cardinality)
        {
            throw new InvalidDataException($"the block at byte {offset} states {cardinality} rows: found {(found < 0 ? "numbers out of order" : $"{found}")}");
        }

        containers.Add(new RowContainer(first, kind, offset, length));
        count += found;
        last = first + greatest;
    }

    private static (int Count, int Greatest) CheckValues(ReadOnlySpan<ushort> values)
    {
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] <= values[i - 1])
            {
                return (-1, -1);
            }
        }

        return (values.Length, values[^1]);
    }

    private static (int Count, int Greatest) CheckRuns(ReadOnlySpan<ushort> runs)
    {
        var (count, greatest) = (0, -1);
        for (var i = 0; i < runs.Length; i += 2)
        {
            var end = runs[i] + runs[i + 1];
            if (runs[i] <= greatest || end > ushort.MaxValue)
            {
                return (-1, -1);
            }

            count += runs[i + 1] + 1;
            greatest = end;
        }

        return (count, greatest);
    }

    private static (int Count, int Greatest) CheckBits(ReadOnlySpan<ulong> words)
    {
        var (count, greatest) = (0, -1);
        for (var i = 0; i < words.Length; i++)
        {
            count += BitOperations.PopCount(words[i]);
            greatest = words[i] == 0 ? greatest : (i * 64) + BitOperations.Log2(words[i]);
        }

        return (count, greatest);
    }

    private uint ReadUInt32(bool isBigEndian = false) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint))) : BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > bytes.Length - at)
        {
            throw new InvalidDataException($"expected {length} bytes at byte {at}, found {bytes.Length - at}");
        }

        var taken = bytes.Slice(at, length);
        at += length;
        return taken;
    }
}
