using System.Reflection;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Records;

/// <summary>Which column type a property has.</summary>
internal static class RecordTypes
{
    /// <summary>The precision and scale of a <see cref="decimal"/> property where no schema says otherwise.</summary>
    public static readonly Decimal128Type Decimal = new(38, 9);

    private static readonly TimestampType Instant = new(TimeUnit.Microsecond, "UTC");
    private static readonly TimestampType Local = new(TimeUnit.Microsecond, (string?)null);

    public static Field FieldOf(PropertyInfo property)
    {
        var underlying = Nullable.GetUnderlyingType(property.PropertyType);
        var nullable = underlying is not null || (!property.PropertyType.IsValueType
            && new NullabilityInfoContext().Create(property).ReadState != NullabilityState.NotNull);
        return new Field(property.Name, TypeOf(property, underlying ?? property.PropertyType), nullable);
    }

    /// <summary>True where cells of the column are read into, and written from, the property's type.</summary>
    public static bool Fits(Type value, IArrowType type) => type switch
    {
        BooleanType => value == typeof(bool),
        Int8Type => value == typeof(sbyte) || value == typeof(short) || value == typeof(int) || value == typeof(long),
        Int16Type => value == typeof(short) || value == typeof(int) || value == typeof(long),
        Int32Type => value == typeof(int) || value == typeof(long),
        Int64Type => value == typeof(long),
        FloatType => value == typeof(float) || value == typeof(double),
        DoubleType => value == typeof(double),
        StringType => value == typeof(string),
        BinaryType => value == typeof(byte[]),
        Date32Type => value == typeof(DateOnly),
        Decimal128Type => value == typeof(decimal),
        TimestampType { Unit: TimeUnit.Microsecond } time =>
            value == (string.IsNullOrEmpty(time.Timezone) ? typeof(DateTime) : typeof(DateTimeOffset)),
        _ => false,
    };

    private static IArrowType TypeOf(PropertyInfo property, Type value) => value switch
    {
        _ when value == typeof(bool) => BooleanType.Default,
        _ when value == typeof(sbyte) => Int8Type.Default,
        _ when value == typeof(short) => Int16Type.Default,
        _ when value == typeof(int) => Int32Type.Default,
        _ when value == typeof(long) => Int64Type.Default,
        _ when value == typeof(float) => FloatType.Default,
        _ when value == typeof(double) => DoubleType.Default,
        _ when value == typeof(string) => StringType.Default,
        _ when value == typeof(byte[]) => BinaryType.Default,
        _ when value == typeof(DateOnly) => Date32Type.Default,
        _ when value == typeof(decimal) => Decimal,
        _ when value == typeof(DateTimeOffset) => Instant,
        _ when value == typeof(DateTime) => Local,
        _ => throw LakeException.Unsupported(
            $"{property.DeclaringType?.Name}.{property.Name}: {value.Name} is no type of a column: expected bool, sbyte, short, int, long, "
            + "float, double, decimal, string, byte[], DateOnly, DateTime or DateTimeOffset."),
    };
}
