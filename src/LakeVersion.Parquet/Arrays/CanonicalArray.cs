using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Parquet.Arrays;

/// <summary>Brings arrays into the form of <see cref="CanonicalType"/>.</summary>
internal static class CanonicalArray
{
    private const long NanosecondsAMicrosecond = 1_000;

    /// <summary>The array with a canonical type.</summary>
    /// <remarks>The result takes over the buffers of <paramref name="data"/>, which is not used again.</remarks>
    public static ArrayData Of(ArrayData data, IArrowType type)
    {
        if (ReferenceEquals(data.DataType, type))
        {
            return data;
        }

        return type switch
        {
            TimestampType => OfTimestamps(data, type),
            StructType parent => With(data, type, [.. data.Children.Select((child, i) => Of(child, parent.Fields[i].DataType))]),
            ListType list => With(data, type, [Of(data.Children[0], list.ValueDataType)]),
            MapType map => With(data, type, [Of(data.Children[0], map.KeyValueType)]),
            _ => throw new NotSupportedException($"type {data.DataType.Name} in place of {type.Name}"),
        };
    }

    /// <summary>A point in time in microseconds; what is finer is cut off downwards.</summary>
    /// <exception cref="OverflowException">The value is too large for microseconds.</exception>
    public static long ToMicroseconds(long value, TimeUnit unit) => unit switch
    {
        TimeUnit.Second => checked(value * 1_000_000),
        TimeUnit.Millisecond => checked(value * 1_000),
        TimeUnit.Microsecond => value,
        _ => Floor(value),
    };

    private static ArrayData OfTimestamps(ArrayData data, IArrowType type)
    {
        var unit = ((TimestampType)data.DataType).Unit;
        if (unit == TimeUnit.Microsecond)
        {
            return With(data, type, []);
        }

        var source = MemoryMarshal.Cast<byte, long>(data.Buffers[1].Span).Slice(data.Offset, data.Length);
        var values = new long[data.Offset + data.Length];
        for (var i = 0; i < source.Length; i++)
        {
            // What stands under a null is nobody's value, and may be too large.
            values[data.Offset + i] = IsValid(data, i) ? ToMicroseconds(source[i], unit) : 0;
        }

        data.Buffers[1].Dispose();
        var buffer = new ArrowBuffer.Builder<long>(values.Length).Append(values.AsSpan()).Build();
        return new ArrayData(type, data.Length, data.NullCount, data.Offset, [data.Buffers[0], buffer]);
    }

    private static bool IsValid(ArrayData data, int index) =>
        data.Buffers[0].IsEmpty || BitUtility.GetBit(data.Buffers[0].Span, data.Offset + index);

    private static ArrayData With(ArrayData data, IArrowType type, ArrayData[] children) =>
        new(type, data.Length, data.NullCount, data.Offset, data.Buffers, children);

    private static long Floor(long nanoseconds)
    {
        var (quotient, rest) = Math.DivRem(nanoseconds, NanosecondsAMicrosecond);
        return rest < 0 ? quotient - 1 : quotient;
    }
}
