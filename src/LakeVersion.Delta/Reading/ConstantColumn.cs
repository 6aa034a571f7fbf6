using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>Columns that have one value in every row: partition columns, and columns that a file lacks.</summary>
internal static class ConstantColumn
{
    /// <summary>A column of nulls.</summary>
    public static IArrowArray Nulls(IArrowType type, int length) => ArrowArrayFactory.BuildArray(NullData(type, length));

    /// <summary>A partition column.</summary>
    /// <exception cref="LakeException">Corrupt: the text is no value of the column's type.</exception>
    public static IArrowArray Of(string? text, DeltaField column, int length)
    {
        var type = ArrowSchemas.ToArrow(column.Type);
        return PartitionValue.Parse(text, column.Type, column.Name) is { } value ? Repeat(value, text!, type, length) : Nulls(type, length);
    }

    private static IArrowArray Repeat(Scalar value, string text, IArrowType type, int length) => type switch
    {
        BooleanType => Build(new BooleanArray.Builder().AppendRange(Enumerable.Repeat(value.WholeValue == 1, length)).Build(default)),
        Int8Type => Fixed(type, length, [(byte)value.WholeValue]),
        Int16Type => Fixed(type, length, BitConverter.GetBytes((short)value.WholeValue)),
        Int32Type or Date32Type => Fixed(type, length, BitConverter.GetBytes((int)value.WholeValue)),
        Int64Type or TimestampType => Fixed(type, length, BitConverter.GetBytes(value.WholeValue)),
        FloatType => Fixed(type, length, BitConverter.GetBytes((float)value.FloatingValue)),
        DoubleType => Fixed(type, length, BitConverter.GetBytes(value.FloatingValue)),
        Decimal128Type => Fixed(type, length, Int128Bytes((Int128)value.ExactValue)),
        _ => Variable(type, length, System.Text.Encoding.UTF8.GetBytes(text)),
    };

    private static IArrowArray Build(IArrowArray array) => array;

    private static byte[] Int128Bytes(Int128 value)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt128LittleEndian(bytes, value);
        return bytes;
    }

    private static IArrowArray Fixed(IArrowType type, int length, byte[] value)
    {
        var bytes = new byte[value.Length * length];
        for (var row = 0; row < length; row++)
        {
            value.CopyTo(bytes, row * value.Length);
        }

        return ArrowArrayFactory.BuildArray(new ArrayData(type, length, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(bytes)]));
    }

    private static IArrowArray Variable(IArrowType type, int length, byte[] value)
    {
        var bytes = new byte[checked(value.Length * length)];
        var offsets = new byte[(length + 1) * sizeof(int)];
        for (var row = 0; row < length; row++)
        {
            value.CopyTo(bytes, row * value.Length);
            BinaryPrimitives.WriteInt32LittleEndian(offsets.AsSpan((row + 1) * sizeof(int)), (row + 1) * value.Length);
        }

        return ArrowArrayFactory.BuildArray(
            new ArrayData(type, length, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(offsets), new ArrowBuffer(bytes)]));
    }

    private static ArrayData NullData(IArrowType type, int length)
    {
        var validity = new ArrowBuffer(new byte[(length + 7) / 8]);
        return type switch
        {
            NullType => new ArrayData(type, length, length, 0, [ArrowBuffer.Empty]),
            StructType fields => new ArrayData(type, length, length, 0, [validity], [.. fields.Fields.Select(field => NullData(field.DataType, length))]),
            ListType list => new ArrayData(type, length, length, 0, [validity, Zeros(length)], [NullData(list.ValueDataType, 0)]),
            MapType map => new ArrayData(type, length, length, 0, [validity, Zeros(length)], [NullData(map.Fields[0].DataType, 0)]),
            BooleanType => new ArrayData(type, length, length, 0, [validity, new ArrowBuffer(new byte[(length + 7) / 8])]),
            FixedWidthType width => new ArrayData(type, length, length, 0, [validity, new ArrowBuffer(new byte[length * (width.BitWidth / 8)])]),
            _ => new ArrayData(type, length, length, 0, [validity, Zeros(length), ArrowBuffer.Empty]),
        };
    }

    private static ArrowBuffer Zeros(int length) => new(new byte[(length + 1) * sizeof(int)]);
}
