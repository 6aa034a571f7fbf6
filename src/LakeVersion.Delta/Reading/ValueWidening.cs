using System.Numerics;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>Converts the values of a column to a wider type, keeping its validity.</summary>
internal static class ValueWidening
{
    /// <summary>Whole and floating-point numbers; null where the pair of types loses values.</summary>
    public static ArrayData? Numbers(ArrayData data, IArrowType to) => (data.DataType.TypeId, to.TypeId) switch
    {
        (ArrowTypeId.Int8, ArrowTypeId.Int16) => Convert<sbyte, short>(data, to),
        (ArrowTypeId.Int8, ArrowTypeId.Int32) => Convert<sbyte, int>(data, to),
        (ArrowTypeId.Int8, ArrowTypeId.Int64) => Convert<sbyte, long>(data, to),
        (ArrowTypeId.Int8, ArrowTypeId.Float) => Convert<sbyte, float>(data, to),
        (ArrowTypeId.Int8, ArrowTypeId.Double) => Convert<sbyte, double>(data, to),
        (ArrowTypeId.Int16, ArrowTypeId.Int32) => Convert<short, int>(data, to),
        (ArrowTypeId.Int16, ArrowTypeId.Int64) => Convert<short, long>(data, to),
        (ArrowTypeId.Int16, ArrowTypeId.Float) => Convert<short, float>(data, to),
        (ArrowTypeId.Int16, ArrowTypeId.Double) => Convert<short, double>(data, to),
        (ArrowTypeId.Int32, ArrowTypeId.Int64) => Convert<int, long>(data, to),
        (ArrowTypeId.Int32, ArrowTypeId.Double) => Convert<int, double>(data, to),
        (ArrowTypeId.UInt8, ArrowTypeId.Int16) => Convert<byte, short>(data, to),
        (ArrowTypeId.UInt8, ArrowTypeId.Int32) => Convert<byte, int>(data, to),
        (ArrowTypeId.UInt8, ArrowTypeId.Int64) => Convert<byte, long>(data, to),
        (ArrowTypeId.UInt16, ArrowTypeId.Int32) => Convert<ushort, int>(data, to),
        (ArrowTypeId.UInt16, ArrowTypeId.Int64) => Convert<ushort, long>(data, to),
        (ArrowTypeId.UInt32, ArrowTypeId.Int64) => Convert<uint, long>(data, to),
        (ArrowTypeId.HalfFloat, ArrowTypeId.Float) => Convert<Half, float>(data, to),
        (ArrowTypeId.HalfFloat, ArrowTypeId.Double) => Convert<Half, double>(data, to),
        (ArrowTypeId.Float, ArrowTypeId.Double) => Convert<float, double>(data, to),
        // The values of a file that foreign writers stored wider than the table says; those that do not fit are an error.
        (ArrowTypeId.Int32, ArrowTypeId.Int8) => Convert<int, sbyte>(data, to),
        (ArrowTypeId.Int32, ArrowTypeId.Int16) => Convert<int, short>(data, to),
        (_, ArrowTypeId.Decimal128) => ToDecimal(data, (Decimal128Type)to),
        _ => null,
    };

    /// <summary>Decimals of another scale or precision.</summary>
    /// <exception cref="LakeException">Invalid: a value does not fit.</exception>
    public static ArrayData Decimals(ArrayData data, Decimal128Type from, Decimal128Type to, string column)
    {
        if (from.Scale == to.Scale && from.Precision <= to.Precision)
        {
            return new ArrayData(to, data.Length, data.NullCount, data.Offset, data.Buffers);
        }

        if (from.Scale > to.Scale || from.Precision - from.Scale > to.Precision - to.Scale)
        {
            throw LakeException.Invalid($"Column '{column}' has decimals of ({from.Precision},{from.Scale}), which do not fit ({to.Precision},{to.Scale}).");
        }

        var factor = Power(to.Scale - from.Scale);
        return Map<Int128, Int128>(data, to, value => value * factor);
    }

    /// <summary>Times of another unit, in microseconds.</summary>
    /// <exception cref="LakeException">Invalid: a value is finer than a microsecond, or too large.</exception>
    public static ArrayData Timestamps(ArrayData data, TimeUnit unit, IArrowType to, string column)
    {
        try
        {
            return Map<long, long>(data, to, value => unit switch
            {
                TimeUnit.Second => checked(value * 1_000_000),
                TimeUnit.Millisecond => checked(value * 1_000),
                _ => value % 1_000 == 0 ? value / 1_000 : throw LakeException.Invalid(
                    $"Column '{column}' holds a time of {value} nanoseconds; Delta stores whole microseconds. Round it before writing."),
            });
        }
        catch (OverflowException)
        {
            throw LakeException.Invalid($"Column '{column}' holds a time that is too large for microseconds.");
        }
    }

    private static ArrayData? ToDecimal(ArrayData data, Decimal128Type to)
    {
        var factor = Power(to.Scale);
        return data.DataType.TypeId switch
        {
            ArrowTypeId.Int8 => Map<sbyte, Int128>(data, to, value => value * factor),
            ArrowTypeId.Int16 => Map<short, Int128>(data, to, value => value * factor),
            ArrowTypeId.Int32 => Map<int, Int128>(data, to, value => value * factor),
            ArrowTypeId.Int64 => Map<long, Int128>(data, to, value => value * factor),
            _ => null,
        };
    }

    private static Int128 Power(int exponent)
    {
        var power = Int128.One;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    private static ArrayData Convert<TFrom, TTo>(ArrayData data, IArrowType to)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo> => Map<TFrom, TTo>(data, to, TTo.CreateChecked);

    // What stands under a null is nobody's value, and may not fit.
    private static ArrayData Map<TFrom, TTo>(ArrayData data, IArrowType to, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        var source = MemoryMarshal.Cast<byte, TFrom>(data.Buffers[1].Span);
        var bytes = new byte[(data.Offset + data.Length) * System.Runtime.CompilerServices.Unsafe.SizeOf<TTo>()];
        var target = MemoryMarshal.Cast<byte, TTo>(bytes.AsSpan());
        var validity = data.Buffers[0].IsEmpty ? default : data.Buffers[0].Span;
        for (var i = data.Offset; i < data.Offset + data.Length; i++)
        {
            target[i] = validity.IsEmpty || BitUtility.GetBit(validity, i) ? convert(source[i]) : default;
        }

        return new ArrayData(to, data.Length, data.NullCount, data.Offset, [data.Buffers[0], new ArrowBuffer(bytes)]);
    }
}
