using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Records;

/// <summary>Makes an array from the values of one property. Absent values come as null.</summary>
internal static class RecordValues
{
    public static IArrowArray Booleans(IReadOnlyList<bool?> values)
    {
        var builder = new BooleanArray.Builder();
        foreach (var value in values)
        {
            _ = value is { } some ? builder.Append(some) : builder.AppendNull();
        }

        return builder.Build();
    }

    public static IArrowArray Fixed<T>(IReadOnlyList<T?> values, IArrowType type)
        where T : unmanaged
    {
        var buffer = new ArrowBuffer.Builder<T>(values.Count);
        var validity = new ArrowBuffer.BitmapBuilder(values.Count);
        foreach (var value in values)
        {
            buffer.Append(value.GetValueOrDefault());
            validity.Append(value.HasValue);
        }

        var data = new ArrayData(type, values.Count, validity.UnsetBitCount, 0, [validity.Build(), buffer.Build()]);
        return ArrowArrayFactory.BuildArray(data);
    }

    public static IArrowArray Strings(IReadOnlyList<string?> values)
    {
        var builder = new StringArray.Builder();
        foreach (var value in values)
        {
            builder.Append(value);
        }

        return builder.Build();
    }

    public static IArrowArray Binaries(IReadOnlyList<byte[]?> values)
    {
        var builder = new BinaryArray.Builder();
        foreach (var value in values)
        {
            _ = value is null ? builder.AppendNull() : builder.Append(value.AsSpan());
        }

        return builder.Build();
    }

    public static int Days(DateOnly value) => value.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>Ticks as microseconds since 1970; the tenth of a microsecond that a tick is, is cut off downwards.</summary>
    public static long Microseconds(long ticks)
    {
        var (quotient, rest) = Math.DivRem(ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond);
        return rest < 0 ? quotient - 1 : quotient;
    }

    /// <exception cref="LakeException">Invalid: the value has more digits than the column.</exception>
    public static Int128 Units(decimal value, Decimal128Type type, string property)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        return DecimalText.TryParse(text, type.Precision, type.Scale, out var units)
            ? units
            : throw LakeException.Invalid($"{property}: expected a {TypeText.Of(type)}, found {text}.");
    }
}
