using System.Buffers.Binary;
using Apache.Arrow.Types;
using LakeVersion.Parquet.Footers;

namespace LakeVersion.Parquet.Statistics;

/// <summary>The order of the plain-encoded bounds of one leaf, as Parquet's logical types define it.</summary>
internal static class BoundOrder
{
    /// <summary>True where the bytes are one value of the leaf; a damaged or foreign bound is no bound.</summary>
    public static bool IsValue(LeafColumn leaf, byte[]? bytes) => bytes is not null && leaf.Stored.Type switch
    {
        PhysicalType.Boolean => bytes.Length == 1,
        PhysicalType.Int32 => bytes.Length == 4,
        PhysicalType.Int64 => bytes.Length == 8,
        PhysicalType.Float => bytes.Length == 4 && !float.IsNaN(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        PhysicalType.Double => bytes.Length == 8 && !double.IsNaN(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        PhysicalType.Bytes => leaf.Type is not Decimal128Type || bytes.Length is > 0 and <= 16,
        PhysicalType.FixedBytes => bytes.Length == leaf.Stored.TypeLength && (leaf.Type is not Decimal128Type || bytes.Length <= 16),
        _ => false,
    };

    /// <summary>Compares two values of the leaf.</summary>
    public static int Compare(LeafColumn leaf, byte[] left, byte[] right) => leaf.Stored.Type switch
    {
        PhysicalType.Boolean => left[0].CompareTo(right[0]),
        PhysicalType.Int32 when leaf.Type is UInt8Type or UInt16Type or UInt32Type =>
            BinaryPrimitives.ReadUInt32LittleEndian(left).CompareTo(BinaryPrimitives.ReadUInt32LittleEndian(right)),
        PhysicalType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(left).CompareTo(BinaryPrimitives.ReadInt32LittleEndian(right)),
        PhysicalType.Int64 when leaf.Type is UInt64Type =>
            BinaryPrimitives.ReadUInt64LittleEndian(left).CompareTo(BinaryPrimitives.ReadUInt64LittleEndian(right)),
        PhysicalType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(left).CompareTo(BinaryPrimitives.ReadInt64LittleEndian(right)),
        PhysicalType.Float =>
            BinaryPrimitives.ReadSingleLittleEndian(left).CompareTo(BinaryPrimitives.ReadSingleLittleEndian(right)),
        PhysicalType.Double =>
            BinaryPrimitives.ReadDoubleLittleEndian(left).CompareTo(BinaryPrimitives.ReadDoubleLittleEndian(right)),
        _ when leaf.Type is Decimal128Type => ToInteger(left).CompareTo(ToInteger(right)),
        _ => left.AsSpan().SequenceCompareTo(right),
    };

    /// <summary>A big-endian two's complement number of 1 to 16 bytes: how Parquet stores decimals in bytes.</summary>
    public static Int128 ToInteger(ReadOnlySpan<byte> bytes)
    {
        Int128 value = (sbyte)bytes[0];
        foreach (var next in bytes[1..])
        {
            value = (value << 8) | next;
        }

        return value;
    }
}
