using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace LakeVersion.Rows.Cells;

/// <summary>Reads a scalar from text; false where the text is none.</summary>
internal delegate bool ScalarParser<T>(ReadOnlySpan<char> text, out T value);

/// <summary>Numbers and booleans as text, in no one's culture: no signs of thousands, no spaces, no plus.</summary>
internal static class ScalarText
{
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.eE+-");

    public static bool TryParse<T>(ReadOnlySpan<char> text, out T value)
        where T : IBinaryInteger<T> =>
        T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value!) && text[0] != '+';

    /// <summary>Reads a number with point and exponent, or <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>. Overflow is refused.</summary>
    public static bool TryParseReal<T>(ReadOnlySpan<char> text, out T value)
        where T : IFloatingPoint<T>
    {
        if (IsPlainReal(text))
        {
            return T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value!) && T.IsFinite(value);
        }

        value = T.Zero;
        return text is "NaN" or "Infinity" or "-Infinity" && T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value!);
    }

    /// <summary>True for digits with at most a minus, a point and an exponent.</summary>
    public static bool IsPlainReal(ReadOnlySpan<char> text) =>
        text.Length > 0 && text[0] is '-' or '.' or (>= '0' and <= '9') && text[^1] is '.' or (>= '0' and <= '9')
        && !text.ContainsAnyExcept(OfNumbers);

    public static bool TryParseBoolean(ReadOnlySpan<char> text, out bool value)
    {
        value = text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }
}
