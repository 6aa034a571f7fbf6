using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Kernels;

/// <summary>Brings an array to another type without changing a value: what does not fit is an error, never rounded.</summary>
/// <remarks>
/// Between integers of any width; integers and float to float and double; integers to decimal; decimal to decimal; date to
/// timestamp; timestamps of other units to microseconds; null to anything; structs (by position), lists and maps by their
/// elements. Texts are not parsed. A timestamp keeps having, or not having, a zone.
/// </remarks>
public static class ArrayCast
{
    private const long MicrosecondsADay = 86_400_000_000;
    private const long LargestExact = 1L << 53;

    /// <summary>The array as the type; shares buffers where nothing changes.</summary>
    /// <param name="array">The values.</param>
    /// <param name="type">The type wanted.</param>
    /// <param name="column">The column's name, for messages.</param>
    /// <exception cref="LakeException">Invalid: a value does not fit. Unsupported: there is no such cast.</exception>
    public static IArrowArray To(IArrowArray array, IArrowType type, string column)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(type);
        return ReferenceEquals(array.Data.DataType, type) ? array : ArrowArrayFactory.BuildArray(To(array.Data, type, column));
    }

    private static ArrayData To(ArrayData data, IArrowType type, string column) => (data.DataType, type) switch
    {
        (NullType, _) => NullColumn.Data(type, data.Length),
        (Int8Type, _) => OfInteger<sbyte>(data, type, column),
        (Int16Type, _) => OfInteger<short>(data, type, column),
        (Int32Type, _) => OfInteger<int>(data, type, column),
        (Int64Type, _) => OfInteger<long>(data, type, column),
        (UInt8Type, _) => OfInteger<byte>(data, type, column),
        (UInt16Type, _) => OfInteger<ushort>(data, type, column),
        (UInt32Type, _) => OfInteger<uint>(data, type, column),
        (UInt64Type, _) => OfInteger<ulong>(data, type, column),
        (FloatType, DoubleType) => Map(data, type, column, (float value, out double result) => Exact(result = value)),
        (DoubleType, FloatType) => Map(
            data, type, column, (double value, out float result) => double.IsNaN(result = (float)value) || result == value),
        (Decimal128Type from, Decimal128Type to) => OfDecimal(data, from, to, column),
        (Date32Type, TimestampType { Unit: TimeUnit.Microsecond, Timezone: null or "" }) =>
            Map(data, type, column, (int value, out long result) => Fits((Int128)value * MicrosecondsADay, out result)),
        (TimestampType from, TimestampType to) => OfTimestamp(data, from, to, column),
        (StructType from, StructType to) when from.Fields.Count == to.Fields.Count =>
            With(data, type, [.. data.Children.Select((child, i) => To(child, to.Fields[i].DataType, $"{column}.{to.Fields[i].Name}"))]),
        (MapType, MapType to) => With(data, type, [To(data.Children[0], to.KeyValueType, column)]),
        (ListType, ListType to) when data.DataType is not MapType && type is not MapType =>
            With(data, type, [To(data.Children[0], to.ValueDataType, column + "[]")]),
        _ when data.DataType.TypeId == type.TypeId => With(data, type, data.Children),
        _ => throw Missing(data.DataType, type, column),
    };

    private static ArrayData OfInteger<T>(ArrayData data, IArrowType type, string column)
        where T : unmanaged, IBinaryInteger<T> => type switch
        {
            Int8Type => Map<T, sbyte>(data, type, column, Fits),
            Int16Type => Map<T, short>(data, type, column, Fits),
            Int32Type => Map<T, int>(data, type, column, Fits),
            Int64Type => Map<T, long>(data, type, column, Fits),
            UInt8Type => Map<T, byte>(data, type, column, Fits),
            UInt16Type => Map<T, ushort>(data, type, column, Fits),
            UInt32Type => Map<T, uint>(data, type, column, Fits),
            UInt64Type => Map<T, ulong>(data, type, column, Fits),
            FloatType => Map(data, type, column, (T value, out float result) =>
                Exact(result = float.CreateTruncating(value)) && Int128.CreateTruncating(value) == Int128.CreateTruncating(result)),
            DoubleType => Map(data, type, column, (T value, out double result) =>
                Exact(result = double.CreateTruncating(value)) && Int128.Abs(Int128.CreateTruncating(value)) <= LargestExact),
            Decimal128Type to => Map(data, type, column, (T value, out Int128 result) =>
                Rescale(Int128.CreateTruncating(value), to.Scale, to.Precision, out result)),
            _ => throw Missing(data.DataType, type, column),
        };

    private static ArrayData OfDecimal(ArrayData data, Decimal128Type from, Decimal128Type to, string column) => Map(
        data, to, column, (Int128 value, out Int128 result) => Rescale(value, to.Scale - from.Scale, to.Precision, out result));

    private static ArrayData OfTimestamp(ArrayData data, TimestampType from, TimestampType to, string column)
    {
        if (string.IsNullOrEmpty(from.Timezone) != string.IsNullOrEmpty(to.Timezone)
            || (to.Unit != TimeUnit.Microsecond && to.Unit != from.Unit))
        {
            throw Missing(from, to, column);
        }

        return from.Unit switch
        {
            _ when from.Unit == to.Unit => With(data, to, []),
            TimeUnit.Second => Map<long, long>(data, to, column, (value, out result) => Fits((Int128)value * 1_000_000, out result)),
            TimeUnit.Millisecond => Map<long, long>(data, to, column, (value, out result) => Fits((Int128)value * 1_000, out result)),
            _ => Map<long, long>(data, to, column, (value, out result) => (result = value / 1_000) * 1_000 == value),
        };
    }

    private static bool Rescale(Int128 value, int digits, int precision, out Int128 result)
    {
        var limit = DecimalText.Power(precision);
        if (digits < 0)
        {
            var divisor = DecimalText.Power(-digits);
            result = value / divisor;
            return result * divisor == value && Int128.Abs(result) < limit;
        }

        // Checked by division first: the product itself may not fit 128 bits.
        var factor = DecimalText.Power(digits);
        var fits = value == 0 || (value > -limit && value < limit && Int128.Abs(value) <= (limit - 1) / factor);
        result = fits ? value * factor : 0;
        return fits;
    }

    private static bool Fits<TFrom, TTo>(TFrom value, out TTo result)
        where TFrom : IBinaryInteger<TFrom>
        where TTo : IBinaryInteger<TTo>
    {
        result = TTo.CreateTruncating(value);
        return TFrom.CreateTruncating(result) == value && TFrom.IsNegative(value) == TTo.IsNegative(result);
    }

    private static bool Exact<T>(T value)
    {
        _ = value;
        return true;
    }

    private static ArrayData Map<TFrom, TTo>(ArrayData data, IArrowType type, string column, Conversion<TFrom, TTo> convert)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        // The validity buffer is shared, so the values keep the offset that it has.
        var source = FixedCells.Of<TFrom>(data);
        var bytes = new byte[(data.Offset + data.Length) * Unsafe.SizeOf<TTo>()];
        var target = MemoryMarshal.Cast<byte, TTo>(bytes.AsSpan())[data.Offset..];
        for (var i = 0; i < source.Length; i++)
        {
            if (!convert(source[i], out target[i]) && FixedCells.IsValid(data, i))
            {
                // Times of other units have no text of ours; the number says it as well.
                var found = data.DataType is TimestampType from
                    ? $"{from.Unit} {source[i]}"
                    : $"{TypeText.Of(data.DataType)} {CellText.Of(ArrowArrayFactory.BuildArray(data), i)}";
                throw LakeException.Invalid($"Column '{column}', row {i}: expected a {TypeText.Of(type)}, found the {found}.");
            }
        }

        return new ArrayData(type, data.Length, data.NullCount, data.Offset, [data.Buffers[0], new ArrowBuffer(bytes)]);
    }

    private static ArrayData With(ArrayData data, IArrowType type, ArrayData[]? children) =>
        new(type, data.Length, data.NullCount, data.Offset, data.Buffers, children);

    private static LakeException Missing(IArrowType from, IArrowType to, string column) =>
        LakeException.Unsupported($"Column '{column}': a {TypeText.Of(from)} cannot be cast to a {TypeText.Of(to)}.");

    private delegate bool Conversion<TFrom, TTo>(TFrom value, out TTo result);
}
