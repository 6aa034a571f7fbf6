using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>A column of single values that is being built. What the type cannot hold becomes null, which proves nothing.</summary>
internal sealed class ScalarColumn(IArrowType type)
{
    private readonly ArrayBufferWriter<byte> values = new();
    private readonly ArrowBuffer.Builder<int> offsets = new();
    private readonly ArrowBuffer.BitmapBuilder validity = new();
    private int length;
    private int nulls;

    /// <param name="value">The value; null for null.</param>
    /// <param name="roundUp">Where a decimal has too many digits: up, as an upper bound must be; else down.</param>
    public void Append(Scalar? value, bool roundUp = false)
    {
        if (offsets.Length == 0)
        {
            offsets.Append(0);
        }

        var isThere = value is { } some && TryWrite(some, roundUp);
        if (!isThere && Width > 0)
        {
            values.GetSpan(Width)[..Width].Clear();
            values.Advance(Width);
        }

        offsets.Append(values.WrittenCount);
        validity.Append(isThere);
        length++;
        nulls += isThere ? 0 : 1;
    }

    public IArrowArray Build()
    {
        var bits = nulls == 0 ? ArrowBuffer.Empty : validity.Build();
        var content = new ArrowBuffer(values.WrittenMemory);
        ArrowBuffer[] buffers = type is BooleanType ? [bits, Packed()] : Width > 0 ? [bits, content] : [bits, offsets.Build(), content];
        return ArrowArrayFactory.BuildArray(new ArrayData(type, length, nulls, 0, buffers));
    }

    // 0 for texts; a truth value takes a byte until it is packed.
    private int Width => type switch
    {
        StringType or BinaryType => 0,
        BooleanType => 1,
        Decimal128Type => 16,
        FixedWidthType fixedWidth => fixedWidth.BitWidth / 8,
        _ => throw new NotSupportedException($"Columns of {type.Name} are not built from single values."),
    };

    private bool TryWrite(Scalar value, bool roundUp)
    {
        switch (type, value.Kind)
        {
            case (StringType, ScalarKind.Text):
                return Write(Encoding.UTF8.GetBytes(value.TextValue));
            case (BinaryType, ScalarKind.Bytes):
                return Write(value.BytesValue.Span);
            case (FloatType, ScalarKind.Floating):
                return Write(BitConverter.GetBytes((float)value.FloatingValue));
            case (DoubleType, ScalarKind.Floating):
                return Write(BitConverter.GetBytes(value.FloatingValue));
            case (Decimal128Type number, ScalarKind.Exact or ScalarKind.Whole):
                return TryWrite(number, value, roundUp);
            case (Date32Type, ScalarKind.Date) or (TimestampType, ScalarKind.Timestamp) or (BooleanType, ScalarKind.Boolean):
            case (Int8Type or Int16Type or Int32Type or Int64Type, ScalarKind.Whole):
                Span<byte> bytes = stackalloc byte[sizeof(long)];
                BinaryPrimitives.WriteInt64LittleEndian(bytes, value.WholeValue);
                var spare = 8 * (sizeof(long) - Width);
                return value.WholeValue << spare >> spare == value.WholeValue && Write(bytes[..Width]);
            default:
                return false;
        }
    }

    private bool TryWrite(Decimal128Type number, Scalar value, bool roundUp)
    {
        var (unscaled, scale) = value.Kind == ScalarKind.Exact ? (value.ExactValue, value.ExactScale) : (value.WholeValue, 0);
        if (scale < number.Scale)
        {
            unscaled *= BigInteger.Pow(10, number.Scale - scale);
        }
        else if (scale > number.Scale)
        {
            var (quotient, rest) = BigInteger.DivRem(unscaled, BigInteger.Pow(10, scale - number.Scale));
            unscaled = quotient + (rest > 0 && roundUp ? 1 : rest < 0 && !roundUp ? -1 : 0);
        }

        if (BigInteger.Abs(unscaled) >= BigInteger.Pow(10, number.Precision))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt128LittleEndian(bytes, (Int128)unscaled);
        return Write(bytes);
    }

    private bool Write(ReadOnlySpan<byte> bytes)
    {
        values.Write(bytes);
        return true;
    }

    private ArrowBuffer Packed()
    {
        var bits = new ArrowBuffer.BitmapBuilder(length);
        foreach (var value in values.WrittenSpan)
        {
            bits.Append(value != 0);
        }

        return bits.Build();
    }
}
