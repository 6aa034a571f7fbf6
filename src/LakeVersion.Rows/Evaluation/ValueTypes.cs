using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>What types values have, and in which type two of them meet.</summary>
internal static class ValueTypes
{
    public const int MostDigits = 38;
    public const long DayMicroseconds = 86_400_000_000;

    public static readonly IArrowType Instant = new TimestampType(TimeUnit.Microsecond, "UTC");
    public static readonly IArrowType WallClock = new TimestampType(TimeUnit.Microsecond, (string?)null);

    public static bool IsInteger(IArrowType type) => type is Int8Type or Int16Type or Int32Type or Int64Type;

    public static bool IsFloating(IArrowType type) => type is FloatType or DoubleType;

    public static bool IsNumber(IArrowType type) => IsInteger(type) || IsFloating(type) || type is Decimal128Type;

    public static bool IsTime(IArrowType type) => type is Date32Type or TimestampType { Unit: TimeUnit.Microsecond };

    public static bool IsInstant(IArrowType type) => type is TimestampType time && !string.IsNullOrEmpty(time.Timezone);

    public static bool Same(IArrowType left, IArrowType right) => TypeText.Of(left) == TypeText.Of(right);

    /// <summary>A decimal type; more digits than one may have are refused.</summary>
    public static Decimal128Type Decimal(int precision, int scale) => precision is >= 1 and <= MostDigits && scale >= 0 && scale <= precision
        ? new Decimal128Type(precision, scale)
        : throw LakeException.Invalid($"a decimal has 1 to {MostDigits} digits; found {precision}, {scale} of them behind the point.");

    /// <summary>The decimal type that holds every value of an integer or decimal type.</summary>
    public static Decimal128Type AsDecimal(IArrowType type) => type switch
    {
        Decimal128Type number => number,
        Int8Type => new Decimal128Type(3, 0),
        Int16Type => new Decimal128Type(5, 0),
        Int32Type => new Decimal128Type(10, 0),
        _ => new Decimal128Type(20, 0),
    };

    /// <summary>The least and greatest value of an integer type.</summary>
    public static (long Least, long Greatest) Range(IArrowType type) => type switch
    {
        Int8Type => (sbyte.MinValue, sbyte.MaxValue),
        Int16Type => (short.MinValue, short.MaxValue),
        Int32Type => (int.MinValue, int.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };

    /// <summary>The type in which values of both types are told without loss; null where there is none.</summary>
    public static IArrowType? Common(IArrowType left, IArrowType right) => (left, right) switch
    {
        _ when Same(left, right) => left,
        (NullType, _) => right,
        (_, NullType) => left,
        _ when IsNumber(left) && IsNumber(right) => CommonNumber(left, right),
        (StringType, BooleanType) or (BooleanType, StringType) => BooleanType.Default,
        (StringType, _) when IsTime(right) => right,
        (_, StringType) when IsTime(left) => left,
        (Date32Type, TimestampType) => right,
        (TimestampType, Date32Type) => left,
        (TimestampType, TimestampType) when IsTime(left) && IsTime(right) => Instant,
        _ => null,
    };

    private static IArrowType? CommonNumber(IArrowType left, IArrowType right)
    {
        if (IsFloating(left) || IsFloating(right))
        {
            return DoubleType.Default;
        }

        if (IsInteger(left) && IsInteger(right))
        {
            return Range(left).Greatest >= Range(right).Greatest ? left : right;
        }

        var (a, b) = (AsDecimal(left), AsDecimal(right));
        var scale = Math.Max(a.Scale, b.Scale);
        var precision = Math.Max(a.Precision - a.Scale, b.Precision - b.Scale) + scale;
        return precision <= MostDigits ? new Decimal128Type(precision, scale) : null;
    }
}
