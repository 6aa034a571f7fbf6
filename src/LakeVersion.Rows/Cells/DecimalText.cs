using System.Globalization;

namespace LakeVersion.Rows.Cells;

/// <summary>Decimals of up to 38 digits as text, exactly.</summary>
internal static class DecimalText
{
    /// <summary>10 to the power of a scale of 0 to 38.</summary>
    public static Int128 Power(int scale)
    {
        var power = Int128.One;
        for (var i = 0; i < scale; i++)
        {
            power *= 10;
        }

        return power;
    }

    /// <summary>Reads <c>-12.50</c>; false where it has more digits than the type, or digits finer than the scale that are not 0.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, int precision, int scale, out Int128 value)
    {
        value = 0;
        var isNegative = text.Length > 0 && text[0] == '-';
        var digits = isNegative ? text[1..] : text;
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = (point < 0 ? [] : digits[(point + 1)..]).TrimEnd('0');
        if (whole.Length + (point < 0 ? 0 : digits.Length - point - 1) == 0 || fraction.Length > scale
            || whole.TrimStart('0').Length > precision - scale || !All(whole) || !All(fraction))
        {
            return false;
        }

        foreach (var digit in whole)
        {
            value = (value * 10) + (digit - '0');
        }

        foreach (var digit in fraction)
        {
            value = (value * 10) + (digit - '0');
        }

        value *= Power(scale - fraction.Length) * (isNegative ? -1 : 1);
        return true;
    }

    public static string Of(Int128 value, int scale)
    {
        var digits = ((UInt128)(Int128.IsNegative(value) ? -value : value)).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = Int128.IsNegative(value) ? "-" : "";
        return scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }

    private static bool All(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
