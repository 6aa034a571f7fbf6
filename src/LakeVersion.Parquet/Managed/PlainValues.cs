using System.Buffers.Binary;
using LakeVersion.Parquet.Footers;

namespace LakeVersion.Parquet.Managed;

/// <summary>Holds pages of values to what they state, before they are decoded by a package that believes them.</summary>
internal static class PlainValues
{
    /// <summary>Fails where a page has fewer values than it states, or states them otherwise inside.</summary>
    /// <exception cref="InvalidDataException">The page is damaged.</exception>
    /// <exception cref="NotSupportedException">The encoding does not go with the type.</exception>
    public static void Check(PhysicalType type, int width, ValuePage page)
    {
        switch (page.Encoding)
        {
            case Encoding.Plain when type == PhysicalType.Bytes:
                CheckTexts(page);
                break;
            case Encoding.Plain or Encoding.ByteStreamSplit:
                var needed = type == PhysicalType.Boolean ? (page.Count + 7) / 8 : (long)page.Count * Width(type, width);
                Expect(page.Encoding == Encoding.Plain ? page.Bytes.Length >= needed : page.Bytes.Length == needed, page);
                break;
            case Encoding.DeltaBinaryPacked or Encoding.DeltaLengthBytes or Encoding.DeltaBytes:
                CheckDelta(page);
                break;
            case Encoding.PlainDictionary or Encoding.RleDictionary:
                Expect(page.Bytes.Length > 0 && page.Bytes.Span[0] <= 32, page);
                break;
            default:
                throw new NotSupportedException($"values of {type} encoded as {page.Encoding}");
        }
    }

    /// <summary>The page itself, or in plain encoding where Parquet.Net reads its encoding wrongly or not at all.</summary>
    public static ValuePage Readable(PhysicalType type, int width, ValuePage page) => (type, page.Encoding) switch
    {
        (PhysicalType.Boolean, Encoding.Rle) => OfRunLengths(page),
        (PhysicalType.FixedBytes, Encoding.ByteStreamSplit) => OfStreams(width, page),
        _ => page,
    };

    // Booleans are then a bit each.
    private static ValuePage OfRunLengths(ValuePage page)
    {
        var values = new byte[page.Count];
        var length = page.Bytes.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(page.Bytes.Span) : uint.MaxValue;
        Expect(length <= page.Bytes.Length - 4, page);
        HybridDecoder.Decode(page.Bytes.Span.Slice(4, (int)length), 1, values);
        var bits = new byte[(values.Length + 7) / 8];
        for (var i = 0; i < values.Length; i++)
        {
            bits[i / 8] |= (byte)((values[i] & 1) << (i % 8));
        }

        return new ValuePage(Encoding.Plain, page.Count, bits);
    }

    // First bytes of all values, then second bytes, and so on.
    private static ValuePage OfStreams(int width, ValuePage page)
    {
        Expect(page.Bytes.Length == (long)page.Count * width, page);
        var streams = page.Bytes.Span;
        var plain = new byte[streams.Length];
        for (var at = 0; at < plain.Length; at++)
        {
            plain[at] = streams[(at % width * page.Count) + (at / width)];
        }

        return page with { Encoding = Encoding.Plain, Bytes = plain };
    }

    private static int Width(PhysicalType type, int width) => type switch
    {
        PhysicalType.Int32 or PhysicalType.Float => 4,
        PhysicalType.Int64 or PhysicalType.Double => 8,
        _ => width,
    };

    private static void CheckTexts(ValuePage page)
    {
        var bytes = page.Bytes.Span;
        for (var i = 0; i < page.Count; i++)
        {
            var length = bytes.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : uint.MaxValue;
            Expect(length <= bytes.Length - 4, page);
            bytes = bytes[(4 + (int)length)..];
        }
    }

    // A delta-packed block begins with its block size, miniblocks, the number of values, and the first of them.
    private static void CheckDelta(ValuePage page)
    {
        var (at, header) = (0, new ulong[3]);
        for (var i = 0; i < header.Length; i++)
        {
            for (var shift = 0; ; shift += 7)
            {
                Expect(at < page.Bytes.Length && shift < 35, page);
                var next = page.Bytes.Span[at++];
                header[i] |= (ulong)(next & 0x7f) << shift;
                if (next < 0x80)
                {
                    break;
                }
            }
        }

        Expect(header[2] == (ulong)page.Count, page);
        Expect(header[0] is >= 128 and <= 65_536 && header[0] % 128 == 0 && header[1] > 0 && header[0] % header[1] == 0, page);
        Expect(header[0] / header[1] % 32 == 0, page);
    }

    private static void Expect(bool isRight, ValuePage page)
    {
        if (!isRight)
        {
            throw new InvalidDataException($"a page of {page.Bytes.Length} bytes does not hold {page.Count} values encoded as {page.Encoding}");
        }
    }
}
