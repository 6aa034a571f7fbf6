using System.Globalization;
using System.Numerics;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Rows.Parsing;

/// <summary>A literal of a predicate's text.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Value">What it says; null for <c>null</c>.</param>
/// <param name="HasZone">True for a time whose zone is told.</param>
internal readonly record struct PredicateLiteral(int At, Scalar? Value, bool HasZone = false)
{
    // Decimals of columns have 38 digits; more than twice as many would only cost time.
    private const int MaxDigits = 76;
    private const string DaysUnit = " days";
    private const string MicrosecondsUnit = " microseconds";
    private const long DayMicroseconds = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;

    /// <summary>Reads a number: whole where it has neither point nor exponent, exact with a point, floating with an exponent.</summary>
    /// <returns>Null where it has too many digits.</returns>
    public static Scalar? Number(string digits, bool isNegative)
    {
        var text = isNegative ? "-" + digits : digits;
        if (digits.AsSpan().ContainsAny('e', 'E'))
        {
            return Scalar.Of(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
        }

        var point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point < 0 && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return Scalar.Of(whole);
        }

        var all = point < 0 ? digits : digits.Remove(point, 1);
        if (all.Length > MaxDigits)
        {
            return null;
        }

        var unscaled = BigInteger.Parse(all, NumberStyles.None, CultureInfo.InvariantCulture);
        return Scalar.OfDecimal(isNegative ? -unscaled : unscaled, point < 0 ? 0 : digits.Length - point - 1);
    }

    /// <summary>Reads <c>date '…'</c>. Days outside of the years 1 to 9999 are written as their number.</summary>
    public static PredicateLiteral? Date(string text, int at) =>
        IsoText.TryParseDate(text, out var days)
        || (text.EndsWith(DaysUnit, StringComparison.Ordinal) && int.TryParse(text.AsSpan(..^DaysUnit.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out days))
            ? new(at, Scalar.OfDate(days))
            : null;

    /// <summary>Reads <c>timestamp '…'</c>, likewise.</summary>
    public static PredicateLiteral? Timestamp(string text, int at)
    {
        var hasZone = false;
        return IsoText.TryParseTime(text, out var time, out hasZone)
            || (text.EndsWith(MicrosecondsUnit, StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(..^MicrosecondsUnit.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out time))
                ? new(at, Scalar.OfTimestamp(time), hasZone)
                : null;
    }

    /// <summary>How a date or time is written inside its quotes, so that it is read back.</summary>
    public static string Inside(Scalar value)
    {
        var text = value.Kind == ScalarKind.Date ? IsoText.Date((int)value.WholeValue) : IsoText.Time(value.WholeValue, hasZone: false);
        return text.Length >= 10 && text[4] == '-' ? text : text + (value.Kind == ScalarKind.Date ? DaysUnit : MicrosecondsUnit);
    }

    /// <summary>The value as one that compares with a column; null where there is none, or where it is another time than it says.</summary>
    public Scalar? For(IArrowType type)
    {
        if (Value is not { } value || ColumnScalars.KindOf(type) is not { } kind)
        {
            return null;
        }

        switch (value.Kind, kind)
        {
            case (ScalarKind.Text, ScalarKind.Date):
                return Date(value.TextValue, At)?.Value;
            case (ScalarKind.Text, ScalarKind.Timestamp):
                return Timestamp(value.TextValue, At)?.For(type);
            case (ScalarKind.Text, ScalarKind.Floating):
                return Word(value.TextValue) is { } number ? Scalar.Of(number) : null;
            case (ScalarKind.Date, ScalarKind.Timestamp):
                return Math.Abs(value.WholeValue) < long.MaxValue / DayMicroseconds ? Scalar.OfTimestamp(value.WholeValue * DayMicroseconds) : null;
            // A wall clock has no zone to convert from.
            case (ScalarKind.Timestamp, ScalarKind.Timestamp):
                return HasZone && string.IsNullOrEmpty(((TimestampType)type).Timezone) ? null : value;
            default:
                return Scalar.Comparable(kind, value.Kind) ? value : null;
        }
    }

    /// <summary>The numbers that have no digits.</summary>
    public static double? Word(string word) => word.ToUpperInvariant() switch
    {
        "NAN" => double.NaN,
        "INFINITY" or "INF" or "+INFINITY" or "+INF" => double.PositiveInfinity,
        "-INFINITY" or "-INF" => double.NegativeInfinity,
        _ => null,
    };
}
