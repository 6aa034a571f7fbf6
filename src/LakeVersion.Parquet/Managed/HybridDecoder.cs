using System.Numerics;

namespace LakeVersion.Parquet.Managed;

/// <summary>Decodes the hybrid of run lengths and bit packing, in which levels are stored, and booleans may be.</summary>
/// <remarks>Source: Encodings.md of apache/parquet-format, "RLE / Bit-Packing Hybrid". Values wider than a byte are not needed:
/// what is decoded here is levels and booleans.</remarks>
internal static class HybridDecoder
{
    private const int MaxWidth = 8;

    /// <summary>Bits that a level up to a maximum needs.</summary>
    public static int Width(int max) => 32 - BitOperations.LeadingZeroCount((uint)max);

    /// <summary>Decodes as many values as the result has room for.</summary>
    /// <param name="bytes">The runs.</param>
    /// <param name="width">Bits a value, 1 to 8.</param>
    /// <param name="result">The values.</param>
    /// <exception cref="InvalidDataException">Fewer values than that.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, int width, Span<byte> result)
    {
        if (width > MaxWidth)
        {
            throw new NotSupportedException($"levels of {width} bits");
        }

        var (at, done) = (0, 0);
        while (done < result.Length)
        {
            var head = ReadVarint(bytes, ref at);
            var count = head >> 1;
            if (count == 0)
            {
                throw new InvalidDataException("a run of no values among levels or booleans");
            }

            if ((head & 1) == 0)
            {
                var value = at < bytes.Length ? bytes[at++] : throw Short(result.Length, done);
                var run = (int)Math.Min(count, (uint)(result.Length - done));
                result.Slice(done, run).Fill(value);
                done += run;
            }
            else
            {
                var values = (int)Math.Min(count * 8L, result.Length - done);
                var used = (int)Math.Min((long)count * width, bytes.Length - at);
                Unpack(bytes.Slice(at, used), width, result.Slice(done, values));
                at += used;
                done += values;
            }
        }
    }

    private static void Unpack(ReadOnlySpan<byte> bytes, int width, Span<byte> result)
    {
        if ((long)result.Length * width > bytes.Length * 8L)
        {
            throw Short(result.Length, bytes.Length * 8 / width);
        }

        var mask = (1 << width) - 1;
        var (buffer, bits, at) = (0, 0, 0);
        for (var i = 0; i < result.Length; i++)
        {
            if (bits < width)
            {
                buffer |= bytes[at++] << bits;
                bits += 8;
            }

            result[i] = (byte)(buffer & mask);
            buffer >>= width;
            bits -= width;
        }
    }

    private static uint ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (at >= bytes.Length)
            {
                throw new InvalidDataException("levels or booleans end before their last value");
            }

            var next = bytes[at++];
            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a run longer than 32 bits");
    }

    private static InvalidDataException Short(int expected, int found) =>
        new($"expected {expected} levels or booleans, found {found}");
}
