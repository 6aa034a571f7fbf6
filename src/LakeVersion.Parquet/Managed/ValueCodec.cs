using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Parquet.Footers;
using Parquet.Data;
using Parquet.Schema;

namespace LakeVersion.Parquet.Managed;

/// <summary>What the writer does with values of one type.</summary>
/// <param name="Take">Takes the value at an absolute index of an array's buffers.</param>
/// <param name="Compare">The order of the leaf's logical type: text by its UTF-8 bytes.</param>
/// <param name="Store">A value as a bound, plainly encoded; the flag is true for an upper one.</param>
internal sealed record ValueCodec<T>(Func<ArrayData, int, T> Take, Comparison<T> Compare, Func<T, bool, byte[]> Store)
{
    /// <summary>False for NaN, which is never a bound.</summary>
    public Func<T, bool> IsOrdered { get; init; } = static _ => true;
}

/// <summary>Chooses how a leaf's values are written.</summary>
internal static class ValueCodecs
{
    /// <summary>A buffer for a leaf.</summary>
    public static LeafBuffer Buffer(FooterNode stored, ColumnNode node, DataField field) => (node.Field.DataType, stored.Type) switch
    {
        (BooleanType, _) => new TypedLeafBuffer<bool>(node, field, new(
            (data, i) => BitUtility.GetBit(data.Buffers[1].Span, i), (a, b) => a.CompareTo(b), (value, _) => [value ? (byte)1 : (byte)0])),
        (Int8Type, _) => Ints(node, field, (data, i) => Values<sbyte>(data)[i]),
        (Int16Type, _) => Ints(node, field, (data, i) => Values<short>(data)[i]),
        (UInt8Type, _) => Unsigned(node, field, (data, i) => Values<byte>(data)[i]),
        (UInt16Type, _) => Unsigned(node, field, (data, i) => Values<ushort>(data)[i]),
        (UInt32Type, _) => Unsigned(node, field, (data, i) => Values<uint>(data)[i]),
        (UInt64Type, _) => new TypedLeafBuffer<ulong>(node, field, new(
            (data, i) => Values<ulong>(data)[i], (a, b) => a.CompareTo(b), (value, _) => BitConverter.GetBytes(value))),
        (Decimal128Type, PhysicalType.Int32) => Ints(node, field, (data, i) => (int)Values<Int128>(data)[i]),
        (Decimal128Type, PhysicalType.Int64) => Longs(node, field, (data, i) => (long)Values<Int128>(data)[i]),
        (Decimal128Type type, _) => new TypedLeafBuffer<BigDecimal>(node, field, new(
            (data, i) => new BigDecimal(Values<Int128>(data)[i], type.Precision, type.Scale),
            (a, b) => a.UnscaledValue.CompareTo(b.UnscaledValue),
            (value, _) => BigEndian(value.UnscaledValue, stored.TypeLength))),
        (FloatType, _) => new TypedLeafBuffer<float>(node, field, new(
            (data, i) => Values<float>(data)[i],
            (a, b) => a.CompareTo(b),
            (value, isMax) => BitConverter.GetBytes(value == 0 ? (isMax ? 0f : -0f) : value)) { IsOrdered = value => !float.IsNaN(value) }),
        (DoubleType, _) => new TypedLeafBuffer<double>(node, field, new(
            (data, i) => Values<double>(data)[i],
            (a, b) => a.CompareTo(b),
            (value, isMax) => BitConverter.GetBytes(value == 0 ? (isMax ? 0d : -0d) : value)) { IsOrdered = value => !double.IsNaN(value) }),
        (StringType or BinaryType, _) => new TypedLeafBuffer<ReadOnlyMemory<byte>>(node, field, new(
            Bytes, (a, b) => a.Span.SequenceCompareTo(b.Span), (value, _) => value.ToArray())),
        (_, PhysicalType.Int32) => Ints(node, field, (data, i) => Values<int>(data)[i]),
        _ => Longs(node, field, (data, i) => Values<long>(data)[i]),
    };

    private static TypedLeafBuffer<int> Ints(ColumnNode node, DataField field, Func<ArrayData, int, int> take) =>
        new(node, field, new(take, (a, b) => a.CompareTo(b), (value, _) => BitConverter.GetBytes(value)));

    private static TypedLeafBuffer<uint> Unsigned(ColumnNode node, DataField field, Func<ArrayData, int, uint> take) =>
        new(node, field, new(take, (a, b) => a.CompareTo(b), (value, _) => BitConverter.GetBytes(value)));

    private static TypedLeafBuffer<long> Longs(ColumnNode node, DataField field, Func<ArrayData, int, long> take) =>
        new(node, field, new(take, (a, b) => a.CompareTo(b), (value, _) => BitConverter.GetBytes(value)));

    private static ReadOnlySpan<T> Values<T>(ArrayData data)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(data.Buffers[1].Span);

    // Copied: the batch stays the caller's, and its memory may go before the row group is full.
    private static ReadOnlyMemory<byte> Bytes(ArrayData data, int index)
    {
        var offsets = Values<int>(data);
        return data.Buffers[2].Span[offsets[index]..offsets[index + 1]].ToArray();
    }

    private static byte[] BigEndian(BigInteger value, int width)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt128BigEndian(bytes, (Int128)value);
        return bytes[^width..];
    }
}
