using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Arrow arrays as vectors, and vectors as arrays.</summary>
internal static class Vectors
{
    /// <summary>True where values of the type can be computed with.</summary>
    public static bool Knows(IArrowType type) => ValueTypes.IsNumber(type) || ValueTypes.IsTime(type)
        || type is BooleanType or StringType or BinaryType or NullType;

    /// <summary>Values of a type that are all null yet.</summary>
    public static Vector Blank(IArrowType type, int length) => type switch
    {
        FloatType or DoubleType => Blank<double>(type, length),
        Decimal128Type => Blank<Int128>(type, length),
        StringType or BinaryType => Blank<ReadOnlyMemory<byte>>(type, length),
        BooleanType or NullType => Blank<bool>(type, length),
        _ => Blank<long>(type, length),
    };

    public static Vector Read(ArrayData data, bool[] valid) => data.DataType switch
    {
        NullType => Blank(data.DataType, data.Length),
        BooleanType => new Vector<bool>(data.DataType, Bits(data), valid),
        Int8Type => Whole<sbyte>(data, valid),
        Int16Type => Whole<short>(data, valid),
        Int32Type or Date32Type => Whole<int>(data, valid),
        Int64Type or TimestampType => new Vector<long>(data.DataType, FixedCells.Of<long>(data).ToArray(), valid),
        FloatType => new Vector<double>(data.DataType, Convert<float, double>(FixedCells.Of<float>(data), value => value), valid),
        DoubleType => new Vector<double>(data.DataType, FixedCells.Of<double>(data).ToArray(), valid),
        Decimal128Type => new Vector<Int128>(data.DataType, FixedCells.Of<Int128>(data).ToArray(), valid),
        _ => new Vector<ReadOnlyMemory<byte>>(data.DataType, Bytes(data), valid),
    };

    public static IArrowArray Write(Vector vector)
    {
        if (vector is WholeVector { Array: var array })
        {
            return array;
        }

        var length = vector.Valid.Length;
        if (vector.Type is NullType)
        {
            return new NullArray(length);
        }

        ArrowBuffer[] values = (vector.Type, vector) switch
        {
            (Int8Type, Vector<long> whole) => [Fixed(Convert(whole.Values, value => (sbyte)value))],
            (Int16Type, Vector<long> whole) => [Fixed(Convert(whole.Values, value => (short)value))],
            (Int32Type or Date32Type, Vector<long> whole) => [Fixed(Convert(whole.Values, value => (int)value))],
            (_, Vector<long> whole) => [Fixed(whole.Values)],
            (FloatType, Vector<double> floating) => [Fixed(Convert(floating.Values, value => (float)value))],
            (_, Vector<double> floating) => [Fixed(floating.Values)],
            (_, Vector<Int128> exact) => [Fixed(exact.Values)],
            (_, Vector<bool> truths) => [Bits(truths.Values)],
            _ => Variable((Vector<ReadOnlyMemory<byte>>)vector),
        };
        var nulls = vector.Valid.Count(valid => !valid);
        return ArrowArrayFactory.BuildArray(
            new ArrayData(vector.Type, length, nulls, 0, [nulls == 0 ? ArrowBuffer.Empty : Bits(vector.Valid), .. values]));
    }

    private static Vector<T> Blank<T>(IArrowType type, int length) => new(type, new T[length], new bool[length]);

    private static Vector<long> Whole<T>(ArrayData data, bool[] valid)
        where T : unmanaged, System.Numerics.IBinaryInteger<T> =>
        new(data.DataType, Convert(FixedCells.Of<T>(data), long.CreateTruncating), valid);

    private static TTo[] Convert<TFrom, TTo>(ReadOnlySpan<TFrom> values, Func<TFrom, TTo> convert)
    {
        var result = new TTo[values.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = convert(values[i]);
        }

        return result;
    }

    private static bool[] Bits(ArrayData data)
    {
        var bits = new bool[data.Length];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = BitUtility.GetBit(data.Buffers[1].Span, data.Offset + i);
        }

        return bits;
    }

    private static ArrowBuffer Bits(bool[] bits)
    {
        var bytes = new byte[(bits.Length + 7) / 8];
        for (var i = 0; i < bits.Length; i++)
        {
            bytes[i >> 3] |= bits[i] ? (byte)(1 << (i & 7)) : (byte)0;
        }

        return new ArrowBuffer(bytes);
    }

    private static ReadOnlyMemory<byte>[] Bytes(ArrayData data)
    {
        var cells = new ReadOnlyMemory<byte>[data.Length];
        // An array without rows may come without offsets.
        var bounds = cells.Length == 0 ? [] : MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span).Slice(data.Offset, data.Length + 1);
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = data.Buffers[2].Memory[bounds[i]..bounds[i + 1]];
        }

        return cells;
    }

    private static ArrowBuffer Fixed<T>(T[] values)
        where T : unmanaged
    {
        var bytes = new byte[values.Length * Unsafe.SizeOf<T>()];
        MemoryMarshal.AsBytes<T>(values).CopyTo(bytes);
        return new ArrowBuffer(bytes);
    }

    private static ArrowBuffer[] Variable(Vector<ReadOnlyMemory<byte>> vector)
    {
        var offsets = new int[vector.Values.Length + 1];
        for (var i = 0; i < vector.Values.Length; i++)
        {
            offsets[i + 1] = checked(offsets[i] + (vector.Valid[i] ? vector.Values[i].Length : 0));
        }

        var bytes = new byte[offsets[^1]];
        for (var i = 0; i < vector.Values.Length; i++)
        {
            vector.Values[i].Span[..(offsets[i + 1] - offsets[i])].CopyTo(bytes.AsSpan(offsets[i]));
        }

        return [Fixed(offsets), new ArrowBuffer(bytes)];
    }
}
