using System.Buffers.Binary;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>Values of partition columns, of which the log has one for all rows of a file.</summary>
internal static class PartitionColumn
{
    /// <summary>The value as an array of one element; null for null.</summary>
    /// <exception cref="LakeException">Corrupt: the text is no value of the column's type.</exception>
    public static IArrowArray? Of(string? text, DeltaField column) => PartitionValue.Parse(text, column.Type, column.Name) is { } value
        ? ArrowArrayFactory.BuildArray(One(value, text!, ArrowSchemas.ToArrow(column.Type)))
        : null;

    private static ArrayData One(Scalar value, string text, IArrowType type) => type switch
    {
        StringType or BinaryType => Variable(type, Encoding.UTF8.GetBytes(text)),
        _ => new ArrayData(type, 1, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(Fixed(value, type))]),
    };

    private static byte[] Fixed(Scalar value, IArrowType type)
    {
        switch (type)
        {
            case FloatType:
                return BitConverter.GetBytes((float)value.FloatingValue);
            case DoubleType:
                return BitConverter.GetBytes(value.FloatingValue);
            case Decimal128Type:
                var bytes = new byte[16];
                BinaryPrimitives.WriteInt128LittleEndian(bytes, (Int128)value.ExactValue);
                return bytes;
            default:
                // Little-endian, so the first bytes of the long are the narrower number; a truth value is its lowest bit.
                return BitConverter.GetBytes(value.WholeValue);
        }
    }

    private static ArrayData Variable(IArrowType type, byte[] bytes)
    {
        var offsets = new byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(offsets.AsSpan(sizeof(int)), bytes.Length);
        return new ArrayData(type, 1, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(offsets), new ArrowBuffer(bytes)]);
    }
}
