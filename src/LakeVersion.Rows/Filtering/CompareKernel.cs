using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LakeVersion.Rows.Filtering;

/// <summary>The comparisons that all others are made of.</summary>
internal enum Order
{
    Equal,
    Less,
    AtMost,
}

/// <summary>Compares all values of a column of fixed width with one, into a bit each.</summary>
internal static class CompareKernel
{
    /// <remarks>IEEE 754's answers: NaN hits nothing, which is right for "equal", "less" and "at most" of any limit but NaN.</remarks>
    public static void Run<T>(ReadOnlySpan<T> values, T limit, Order order, Span<ulong> bits)
        where T : unmanaged, INumber<T>
    {
        var done = Vector256.IsHardwareAccelerated && Vector256<T>.IsSupported ? RunVectors(values, limit, order, bits) : 0;
        for (var i = done; i < values.Length; i++)
        {
            var hit = order switch { Order.Equal => values[i] == limit, Order.Less => values[i] < limit, _ => values[i] <= limit };
            bits[i >> 6] |= hit ? 1UL << (i & 63) : 0;
        }
    }

    /// <summary>Values that first become doubles, in blocks.</summary>
    public static void RunAsDouble<T>(ReadOnlySpan<T> values, double limit, Order order, Span<ulong> bits)
        where T : unmanaged, INumber<T>
    {
        const int Block = 256;
        Span<double> block = stackalloc double[Block];
        for (var from = 0; from < values.Length; from += Block)
        {
            var count = Math.Min(Block, values.Length - from);
            for (var i = 0; i < count; i++)
            {
                block[i] = double.CreateTruncating(values[from + i]);
            }

            Run<double>(block[..count], limit, order, bits[(from >> 6)..]);
        }
    }

    private static int RunVectors<T>(ReadOnlySpan<T> values, T limit, Order order, Span<ulong> bits)
        where T : unmanaged, INumber<T>
    {
        var limits = Vector256.Create(limit);
        ref var first = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i + 64 <= values.Length; i += 64)
        {
            ulong word = 0;
            for (var j = 0; j < 64; j += Vector256<T>.Count)
            {
                var vector = Vector256.LoadUnsafe(ref first, (nuint)(i + j));
                var hits = order switch
                {
                    Order.Equal => Vector256.Equals(vector, limits),
                    Order.Less => Vector256.LessThan(vector, limits),
                    _ => Vector256.LessThanOrEqual(vector, limits),
                };
                word |= (ulong)hits.ExtractMostSignificantBits() << j;
            }

            bits[i >> 6] = word;
        }

        return i;
    }
}
