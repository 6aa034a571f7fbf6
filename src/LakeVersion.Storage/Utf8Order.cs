namespace LakeVersion.Storage;

/// <summary>The order of strings by their unsigned UTF-8 bytes, without encoding them.</summary>
/// <remarks>
/// It equals the order by code point. Ordinal comparison of UTF-16 differs from it where a surrogate (a character
/// beyond the basic plane) meets a character of U+E000 to U+FFFF.
/// </remarks>
public static class Utf8Order
{
    /// <summary>The order as a comparer, for sorted collections.</summary>
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    /// <summary>Negative where <paramref name="left"/> sorts first, zero where both are equal.</summary>
    public static int Compare(string? left, string? right)
    {
        if (left is null || right is null)
        {
            return left is null ? (right is null ? 0 : -1) : 1;
        }

        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        return Rank(left[common]).CompareTo(Rank(right[common]));
    }

    // Surrogates encode code points above U+FFFF, so they rank after every other UTF-16 unit.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
