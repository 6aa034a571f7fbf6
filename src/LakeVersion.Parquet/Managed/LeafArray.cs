using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Parquet.Arrays;
using LakeVersion.Parquet.Statistics;
using Array = System.Array;

namespace LakeVersion.Parquet.Managed;

/// <summary>Makes Arrow arrays of decoded values, which are turned from how Parquet stores them into what they mean.</summary>
internal static class LeafArray
{
    private const long JulianDayOfEpoch = 2_440_588;
    private const long MicrosecondsADay = 86_400_000_000;

    /// <summary>An array of canonical type.</summary>
    /// <param name="type">The type as the file states it.</param>
    /// <param name="values">The values that are there, as their physical type.</param>
    /// <param name="valid">The slots that they fill, in order.</param>
    /// <exception cref="OverflowException">A time too large for microseconds.</exception>
    /// <exception cref="InvalidDataException">A value that its type cannot have.</exception>
    public static ArrayData Of(IArrowType type, Array values, Validity valid)
    {
        if (values.Length != valid.Length - valid.NullCount && type is not NullType)
        {
            throw new InvalidDataException($"{values.Length} values in {valid.Length - valid.NullCount} places");
        }

        var canonical = CanonicalType.Of(type);
        return type switch
        {
            NullType => new ArrayData(type, valid.Length, valid.Length, 0, [ArrowBuffer.Empty]),
            _ when valid.Length == valid.NullCount => Nothing(canonical, valid),
            StringType or BinaryType => Texts(type, (ReadOnlyMemory<byte>[])values, valid),
            BooleanType => Fixed(canonical, valid, Bits((bool[])values, valid)),
            _ => Fixed(canonical, valid, Numbers(type, values, valid)),
        };
    }

    private static byte[] Numbers(IArrowType type, Array values, Validity valid) => (type, values) switch
    {
        (Int8Type or UInt8Type, int[] ints) => Spread(ints, valid, value => (byte)value),
        (Int16Type or UInt16Type, int[] ints) => Spread(ints, valid, value => (short)value),
        (Decimal128Type, int[] ints) => Spread(ints, valid, value => (Int128)value),
        (Decimal128Type, long[] longs) => Spread(longs, valid, value => (Int128)value),
        (Decimal128Type, ReadOnlyMemory<byte>[] bytes) => Spread(bytes, valid, Decimal),
        (TimestampType, ReadOnlyMemory<byte>[] bytes) => Spread(bytes, valid, Int96),
        (TimestampType { Unit: not TimeUnit.Microsecond } time, long[] longs) =>
            Spread(longs, valid, value => CanonicalArray.ToMicroseconds(value, time.Unit)),
        (_, int[] ints) => Spread(ints, valid),
        (_, long[] longs) => Spread(longs, valid),
        (_, float[] floats) => Spread(floats, valid),
        (_, double[] doubles) => Spread(doubles, valid),
        (FixedWidthType fixedWidth, ReadOnlyMemory<byte>[] bytes) => Spread(bytes, valid, fixedWidth.BitWidth / 8),
        _ => throw new NotSupportedException($"values of {values.GetType().Name} as {type.Name}"),
    };

    private static byte[] Spread<T>(T[] values, Validity valid)
        where T : unmanaged
    {
        if (valid.NullCount == 0)
        {
            return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        }

        return Spread(values, valid, value => value);
    }

    private static byte[] Spread<TFrom, TTo>(TFrom[] values, Validity valid, Func<TFrom, TTo> convert)
        where TTo : unmanaged
    {
        var bytes = new byte[checked(valid.Length * Unsafe.SizeOf<TTo>())];
        var slots = MemoryMarshal.Cast<byte, TTo>(bytes.AsSpan());
        var next = 0;
        for (var slot = 0; slot < slots.Length; slot++)
        {
            if (valid[slot])
            {
                slots[slot] = convert(values[next++]);
            }
        }

        return bytes;
    }

    private static byte[] Spread(ReadOnlyMemory<byte>[] values, Validity valid, int width)
    {
        var bytes = new byte[checked(valid.Length * width)];
        var next = 0;
        for (var slot = 0; slot < valid.Length; slot++)
        {
            if (valid[slot])
            {
                values[next++].Span.CopyTo(bytes.AsSpan(slot * width, width));
            }
        }

        return bytes;
    }

    private static byte[] Bits(bool[] values, Validity valid)
    {
        var bytes = new byte[(valid.Length + 7) / 8];
        var next = 0;
        for (var slot = 0; slot < valid.Length; slot++)
        {
            if (valid[slot] && values[next++])
            {
                bytes[slot / 8] |= (byte)(1 << (slot % 8));
            }
        }

        return bytes;
    }

    private static ArrayData Texts(IArrowType type, ReadOnlyMemory<byte>[] values, Validity valid)
    {
        var size = values.Sum(value => (long)value.Length);
        if (size > int.MaxValue)
        {
            throw new NotSupportedException($"{size} bytes of text in one row group, where {int.MaxValue} are the most");
        }

        var (offsets, bytes) = (new int[valid.Length + 1], new byte[size]);
        var (next, end) = (0, 0);
        for (var slot = 0; slot < valid.Length; slot++)
        {
            if (valid[slot])
            {
                var value = values[next++].Span;
                value.CopyTo(bytes.AsSpan(end));
                end += value.Length;
            }

            offsets[slot + 1] = end;
        }

        ArrowBuffer[] buffers = [valid.ToBuffer(), new(MemoryMarshal.AsBytes(offsets.AsSpan()).ToArray()), new(bytes)];
        return new ArrayData(type, valid.Length, valid.NullCount, 0, buffers);
    }

    private static ArrayData Nothing(IArrowType type, Validity valid)
    {
        var width = type is FixedWidthType fixedWidth ? fixedWidth.BitWidth : 0;
        return type is StringType or BinaryType
            ? Texts(type, [], valid)
            : Fixed(type, valid, new byte[((long)valid.Length * width + 7) / 8]);
    }

    private static ArrayData Fixed(IArrowType type, Validity valid, byte[] values) =>
        new(type, valid.Length, valid.NullCount, 0, [valid.ToBuffer(), new ArrowBuffer(values)]);

    private static Int128 Decimal(ReadOnlyMemory<byte> value) => value.Length is > 0 and <= 16
        ? BoundOrder.ToInteger(value.Span)
        : throw new InvalidDataException($"a decimal of {value.Length} bytes: expected 1 to 16");

    // Eight bytes of nanoseconds of the day and four of the Julian day, without a zone.
    private static long Int96(ReadOnlyMemory<byte> value)
    {
        var nanoseconds = BinaryPrimitives.ReadInt64LittleEndian(value.Span);
        var day = BinaryPrimitives.ReadUInt32LittleEndian(value.Span[8..]);
        return checked(((day - JulianDayOfEpoch) * MicrosecondsADay) + CanonicalArray.ToMicroseconds(nanoseconds, TimeUnit.Nanosecond));
    }
}
