using System.Globalization;
using System.Numerics;

namespace LakeVersion.Delta.Partitions;

/// <summary>Decimal numbers as text, exactly.</summary>
internal static class ExactText
{
    public static string Format(BigInteger unscaled, int scale)
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return unscaled.Sign < 0 ? "-" + text : text;
    }

    /// <summary>Reads a decimal number, with or without an exponent; false for anything else, or more than 76 digits.</summary>
    public static bool TryParse(string text, out BigInteger unscaled, out int scale)
    {
        (unscaled, scale) = (default, 0);
        var exponentAt = text.AsSpan().IndexOfAny('e', 'E');
        var exponent = 0;
        if (exponentAt >= 0 && !int.TryParse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
        {
            return false;
        }

        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        if (digits.Length > 77 || Math.Abs((long)exponent) > 76
            || !BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out unscaled))
        {
            return false;
        }

        scale = (point < 0 ? 0 : mantissa.Length - point - 1) - exponent;
        if (scale < 0)
        {
            unscaled *= BigInteger.Pow(10, -scale);
            scale = 0;
        }

        return true;
    }
}
