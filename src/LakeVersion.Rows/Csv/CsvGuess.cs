using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;

namespace LakeVersion.Rows.Csv;

/// <summary>What a column may be, by the values seen so far.</summary>
internal sealed class CsvGuess(bool inferDecimals)
{
    private const int MaxDigits = 38;

    private static readonly TimestampType Instant = new(TimeUnit.Microsecond, "UTC");
    private static readonly TimestampType Local = new(TimeUnit.Microsecond, (string?)null);

    private bool hasValue;
    private bool boolean = true;
    private bool whole = true;
    private bool real = true;
    private bool exact = inferDecimals;
    private bool date = true;
    private bool instant = true;
    private bool local = true;
    private int wholeDigits;
    private int fractionDigits;

    /// <summary>The first type that fits all values.</summary>
    public IArrowType Type => this switch
    {
        { hasValue: false } => StringType.Default,
        { boolean: true } => BooleanType.Default,
        { whole: true } => Int64Type.Default,
        { exact: true } when wholeDigits + fractionDigits <= MaxDigits =>
            new Decimal128Type(Math.Max(1, wholeDigits + fractionDigits), fractionDigits),
        { real: true } => DoubleType.Default,
        { date: true } => Date32Type.Default,
        { instant: true } => Instant,
        { local: true } => Local,
        _ => StringType.Default,
    };

    public void Add(ReadOnlySpan<char> text)
    {
        hasValue = true;
        boolean = boolean && ScalarText.TryParseBoolean(text, out _);
        var isNumber = (whole || real || exact) && ScalarText.IsPlainReal(text) && !HasLeadingZero(text);
        var isWhole = isNumber && !text.ContainsAny('.', 'e', 'E');
        whole = whole && isWhole && ScalarText.TryParse<long>(text, out _);

        // A whole number beyond a long is an id more often than a quantity, and a double would change it.
        real = real && isNumber && (!isWhole || ScalarText.TryParse<long>(text, out _)) && ScalarText.TryParseReal<double>(text, out _);
        exact = exact && isNumber && DecimalText.TryParse(text, 2 * MaxDigits, MaxDigits, out _);
        if (exact)
        {
            CountDigits(text);
        }

        date = date && IsoText.TryParseDate(text, out _);
        if (!date && (instant || local))
        {
            var isTime = IsoText.TryParseTime(text, out _, out var hasZone);
            instant = instant && isTime && hasZone;
            local = local && isTime && !hasZone;
        }
        else if (date)
        {
            // A date among times counts as midnight without a zone.
            instant = false;
        }
    }

    private static bool HasLeadingZero(ReadOnlySpan<char> text)
    {
        var digits = text[0] == '-' ? text[1..] : text;
        return digits.Length > 1 && digits[0] == '0' && digits[1] is >= '0' and <= '9';
    }

    private void CountDigits(ReadOnlySpan<char> text)
    {
        var digits = text[0] == '-' ? text[1..] : text;
        var point = digits.IndexOf('.');
        wholeDigits = Math.Max(wholeDigits, point < 0 ? digits.Length : point);
        fractionDigits = Math.Max(fractionDigits, point < 0 ? 0 : digits.Length - point - 1);
    }
}
