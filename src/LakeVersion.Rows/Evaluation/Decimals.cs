using System.Globalization;
using System.Numerics;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Exact numbers: unscaled values that move between scales, rounded half away from zero.</summary>
internal static class Decimals
{
    /// <summary>The number with another count of digits behind the point, which may be negative.</summary>
    public static BigInteger Rescale(BigInteger value, int from, int to)
    {
        if (to >= from)
        {
            return value * BigInteger.Pow(10, to - from);
        }

        return Divide(value, BigInteger.Pow(10, from - to));
    }

    /// <summary>A quotient rounded half away from zero.</summary>
    public static BigInteger Divide(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var rest);
        return BigInteger.Abs(rest) * 2 >= BigInteger.Abs(divisor) ? quotient + (value.Sign * divisor.Sign) : quotient;
    }

    /// <summary>The number as one of the type's.</summary>
    /// <exception cref="LakeException">Invalid: it has too many digits.</exception>
    public static Int128 Fit(BigInteger value, int scale, Decimal128Type type)
    {
        var scaled = Rescale(value, scale, type.Scale);
        return BigInteger.Abs(scaled) < BigInteger.Pow(10, type.Precision)
            ? (Int128)scaled
            : throw LakeException.Invalid($"{Text(value, scale)} does not fit {TypeText.Of(type)}.");
    }

    /// <summary>The nearest double.</summary>
    public static double ToDouble(Int128 value, int scale) =>
        double.Parse($"{value.ToString(CultureInfo.InvariantCulture)}e-{scale}", CultureInfo.InvariantCulture);

    /// <summary>Reads digits with a point and an exponent; false where the text is none.</summary>
    public static bool TryParse(string text, out BigInteger value, out int scale)
    {
        (value, scale) = (0, 0);
        var mark = text.AsSpan().IndexOfAny('e', 'E');
        var exponent = 0;
        if (mark >= 0 && (!int.TryParse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > 400))
        {
            return false;
        }

        var digits = mark < 0 ? text : text[..mark];
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        scale = (point < 0 ? 0 : digits.Length - point - 1) - exponent;
        var all = point < 0 ? digits : digits.Remove(point, 1);
        return all.AsSpan().ContainsAnyInRange('0', '9')
            && BigInteger.TryParse(all, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A finite double as the shortest exact number that reads back as it.</summary>
    public static (BigInteger Value, int Scale) Of(double number) =>
        TryParse(number.ToString("R", CultureInfo.InvariantCulture), out var value, out var scale)
            ? (value, scale)
            : throw LakeException.Invalid($"{number.ToString("R", CultureInfo.InvariantCulture)} is no exact number.");

    public static string Text(BigInteger value, int scale)
    {
        var plain = scale < 0 ? value * BigInteger.Pow(10, -scale) : value;
        var digits = BigInteger.Abs(plain).ToString(CultureInfo.InvariantCulture).PadLeft(Math.Max(0, scale) + 1, '0');
        return (value.Sign < 0 ? "-" : "") + (scale <= 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}");
    }
}
