using System.Numerics;

namespace LakeVersion.Rows.Filtering;

/// <summary>What a test says of each row, a bit a row: true, false or, where both bits are clear, unknown. Mutable.</summary>
/// <remarks>Bits behind the last row are always clear.</remarks>
internal sealed class Truths(int length)
{
    private ulong[] isTrue = new ulong[Words(length)];
    private ulong[] isFalse = new ulong[Words(length)];

    public static int Words(int length) => (length + 63) >> 6;

    /// <summary>The same for all rows.</summary>
    public static Truths Constant(bool value, int length) => new Truths(length).Set(value ? All(length) : new ulong[Words(length)], All(length));

    /// <summary>A bit for every row.</summary>
    public static ulong[] All(int length)
    {
        var bits = new ulong[Words(length)];
        bits.AsSpan().Fill(ulong.MaxValue);
        if ((length & 63) != 0)
        {
            bits[^1] = (1UL << (length & 63)) - 1;
        }

        return bits;
    }

    /// <summary>Takes answers where they are known.</summary>
    /// <param name="hits">Where the answer is true; what stands at unknown rows counts nothing.</param>
    /// <param name="known">Where there is an answer; no bits behind the last row.</param>
    public Truths Set(ReadOnlySpan<ulong> hits, ReadOnlySpan<ulong> known)
    {
        for (var i = 0; i < isTrue.Length; i++)
        {
            isTrue[i] = hits[i] & known[i];
            isFalse[i] = ~hits[i] & known[i];
        }

        return this;
    }

    public Truths Not()
    {
        (isTrue, isFalse) = (isFalse, isTrue);
        return this;
    }

    public Truths And(Truths other)
    {
        for (var i = 0; i < isTrue.Length; i++)
        {
            isTrue[i] &= other.isTrue[i];
            isFalse[i] |= other.isFalse[i];
        }

        return this;
    }

    public Truths Or(Truths other)
    {
        for (var i = 0; i < isTrue.Length; i++)
        {
            isTrue[i] |= other.isTrue[i];
            isFalse[i] &= other.isFalse[i];
        }

        return this;
    }

    /// <summary>Unknown becomes false.</summary>
    public Truths Known() => Set(isTrue, All(length));

    /// <summary>The rows that are true, ascending.</summary>
    public int[] Rows()
    {
        var count = 0;
        foreach (var word in isTrue)
        {
            count += BitOperations.PopCount(word);
        }

        var rows = new int[count];
        var next = 0;
        for (var i = 0; i < isTrue.Length; i++)
        {
            for (var word = isTrue[i]; word != 0; word &= word - 1)
            {
                rows[next++] = (i << 6) + BitOperations.TrailingZeroCount(word);
            }
        }

        return rows;
    }
}
