using System.Buffers.Binary;
using System.Text.Unicode;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Parquet.Arrays;
using LakeVersion.Parquet.Footers;

namespace LakeVersion.Parquet.Statistics;

/// <summary>Makes an Arrow array of one element from a plain-encoded bound.</summary>
internal static class BoundArray
{
    /// <summary>The bound as an array of the leaf's canonical type; null where that type has no bounds with us.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="bytes">A value of the leaf.</param>
    /// <param name="isMax">True for an upper bound.</param>
    public static IArrowArray? Of(LeafColumn leaf, byte[] bytes, bool isMax)
    {
        var values = Values(leaf, bytes, isMax);
        if (values is null)
        {
            return null;
        }

        ArrowBuffer[] buffers = leaf.Type is StringType or BinaryType
            ? [ArrowBuffer.Empty, new ArrowBuffer.Builder<int>(2).Append(0).Append(values.Length).Build(), new ArrowBuffer(values)]
            : [ArrowBuffer.Empty, new ArrowBuffer(values)];
        return ArrowArrayFactory.BuildArray(new ArrayData(CanonicalType.Of(leaf.Type), 1, 0, 0, buffers));
    }

    private static byte[]? Values(LeafColumn leaf, byte[] bytes, bool isMax) => leaf.Type switch
    {
        BooleanType => [bytes[0] == 0 ? (byte)0 : (byte)1],
        Int8Type or UInt8Type => bytes[..1],
        Int16Type or UInt16Type => bytes[..2],
        Int32Type or UInt32Type or Date32Type or Int64Type or UInt64Type or FloatType or DoubleType or BinaryType => bytes,
        StringType => Text(bytes, isMax),
        TimestampType type when leaf.Stored.Type == PhysicalType.Int64 => Microseconds(bytes, type.Unit),
        Decimal128Type => Decimal(leaf.Stored.Type, bytes),
        _ => null,
    };

    // Writers cut long bounds, some of them in the middle of a character. The whole characters before the cut are still
    // a lower bound; no upper bound can be told from them.
    private static byte[]? Text(byte[] bytes, bool isMax)
    {
        if (Utf8.IsValid(bytes))
        {
            return bytes;
        }

        for (var cut = 1; cut < 4 && cut <= bytes.Length && !isMax; cut++)
        {
            if (Utf8.IsValid(bytes.AsSpan(..^cut)))
            {
                return bytes[..^cut];
            }
        }

        return null;
    }

    private static byte[]? Microseconds(byte[] bytes, TimeUnit unit)
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var fits = unit switch
        {
            TimeUnit.Second => value is >= long.MinValue / 1_000_000 and <= long.MaxValue / 1_000_000,
            TimeUnit.Millisecond => value is >= long.MinValue / 1_000 and <= long.MaxValue / 1_000,
            _ => true,
        };
        return fits ? BitConverter.GetBytes(CanonicalArray.ToMicroseconds(value, unit)) : null;
    }

    private static byte[] Decimal(PhysicalType type, byte[] bytes)
    {
        var value = type switch
        {
            PhysicalType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            PhysicalType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => BoundOrder.ToInteger(bytes),
        };
        var result = new byte[16];
        BinaryPrimitives.WriteInt128LittleEndian(result, value);
        return result;
    }
}
