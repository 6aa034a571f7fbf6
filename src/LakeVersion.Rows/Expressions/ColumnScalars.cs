using System.Buffers.Binary;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Expressions;

/// <summary>Arrow arrays as <see cref="Scalar"/> values.</summary>
public static class ColumnScalars
{
    /// <summary>The kind that values of an Arrow type have; null where the type has no order (lists, structs, maps, nulls).</summary>
    public static ScalarKind? KindOf(IArrowType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.TypeId switch
        {
            ArrowTypeId.Boolean => ScalarKind.Boolean,
            ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.Int64 => ScalarKind.Whole,
            ArrowTypeId.Float or ArrowTypeId.Double => ScalarKind.Floating,
            ArrowTypeId.Decimal128 => ScalarKind.Exact,
            ArrowTypeId.String => ScalarKind.Text,
            ArrowTypeId.Binary => ScalarKind.Bytes,
            ArrowTypeId.Date32 => ScalarKind.Date,
            ArrowTypeId.Timestamp when type is TimestampType { Unit: TimeUnit.Microsecond } => ScalarKind.Timestamp,
            _ => null,
        };
    }

    /// <summary>The value of one row that is not null.</summary>
    /// <exception cref="LakeException">Unsupported: the type has no order.</exception>
    public static Scalar Read(IArrowArray array, int row)
    {
        ArgumentNullException.ThrowIfNull(array);
        return array switch
        {
            BooleanArray values => Scalar.Of(values.GetValue(row)!.Value),
            Int8Array values => Scalar.Of(values.Values[row]),
            Int16Array values => Scalar.Of(values.Values[row]),
            Int32Array values => Scalar.Of(values.Values[row]),
            Int64Array values => Scalar.Of(values.Values[row]),
            FloatArray values => Scalar.Of(values.Values[row]),
            DoubleArray values => Scalar.Of(values.Values[row]),
            Decimal128Array values => Scalar.OfDecimal(ReadDecimal(values, row), values.Scale),
            StringArray values => Scalar.Of(values.GetString(row)),
            BinaryArray values => Scalar.Of(values.GetBytes(row).ToArray()),
            Date32Array values => Scalar.OfDate(values.Values[row]),
            TimestampArray { Data.DataType: TimestampType { Unit: TimeUnit.Microsecond } } values => Scalar.OfTimestamp(values.Values[row]),
            _ => throw LakeException.Unsupported($"Values of the Arrow type {array.Data.DataType.Name} have no order to compare by."),
        };
    }

    /// <summary>The unscaled number of one row of a decimal column.</summary>
    public static BigInteger ReadDecimal(Decimal128Array array, int row)
    {
        ArgumentNullException.ThrowIfNull(array);
        return BinaryPrimitives.ReadInt128LittleEndian(array.ValueBuffer.Span.Slice((array.Offset + row) * 16, 16));
    }
}
