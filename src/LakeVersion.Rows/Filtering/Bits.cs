using System.Runtime.InteropServices;

namespace LakeVersion.Rows.Filtering;

/// <summary>Arrow's bitmaps as words.</summary>
internal static class Bits
{
    /// <summary>Copies bits that begin anywhere; behind the last one, the target's bits mean nothing.</summary>
    public static void Read(ReadOnlySpan<byte> source, int offset, int length, Span<ulong> target)
    {
        // Arrow is little-endian like every machine that .NET runs on here: byte for byte the words have the same order.
        var bytes = MemoryMarshal.AsBytes(target)[..((length + 7) / 8)];
        var (first, shift) = (offset >> 3, offset & 7);
        if (shift == 0)
        {
            source.Slice(first, bytes.Length).CopyTo(bytes);
            return;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            var high = first + i + 1 < source.Length ? source[first + i + 1] << (8 - shift) : 0;
            bytes[i] = (byte)((source[first + i] >> shift) | high);
        }
    }
}
