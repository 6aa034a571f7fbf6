using System.IO.Hashing;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Comparing;

/// <summary>Hashes of rows, made column by column: rows whose cells are equal have equal hashes, in every process.</summary>
public static class CellHashes
{
    private const ulong Factor = 0x9E3779B97F4A7C15;
    private const ulong Missing = 0xD6E8FEB86659FD93;

    /// <summary>Mixes a column into the hashes of its rows.</summary>
    /// <param name="column">The cells; nested types too.</param>
    /// <param name="rule">Which cells are equal.</param>
    /// <param name="hashes">One a row; begin with zeros.</param>
    /// <exception cref="LakeException">Unsupported: the column's type.</exception>
    public static void Add(IArrowArray column, CellRule rule, Span<ulong> hashes)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentOutOfRangeException.ThrowIfNotEqual(hashes.Length, column.Length);
        Add(column.Data, rule, hashes);
    }

    private static void Add(ArrayData data, CellRule rule, Span<ulong> hashes)
    {
        if (hashes.Length == 0 || data.DataType is NullType)
        {
            return;
        }

        switch (data.DataType)
        {
            case BooleanType:
                AddBits(data, hashes);
                break;
            case StringType or BinaryType:
                AddBytes(data, hashes);
                break;
            case FloatType:
                AddFixed<float>(data, hashes, value => BitConverter.SingleToUInt32Bits(float.IsNaN(value) ? float.NaN : rule == CellRule.Key ? value + 0f : value));
                break;
            case DoubleType:
                AddFixed<double>(data, hashes, value => BitConverter.DoubleToUInt64Bits(double.IsNaN(value) ? double.NaN : rule == CellRule.Key ? value + 0.0 : value));
                break;
            case StructType:
                AddStruct(data, rule, hashes);
                break;
            case ListType or MapType:
                AddList(data, rule, hashes);
                break;
            case FixedWidthType type:
                AddWidth(data, type.BitWidth, hashes);
                break;
            default:
                throw LakeException.Unsupported($"Cells of the type {TypeText.Of(data.DataType)} cannot be compared.");
        }
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        hash = (BitOperations.RotateLeft(hash, 27) ^ value) * Factor;
        return hash ^ (hash >> 32);
    }

    private static void AddWidth(ArrayData data, int bits, Span<ulong> hashes)
    {
        switch (bits)
        {
            case 8:
                AddFixed<byte>(data, hashes, value => value);
                break;
            case 16:
                AddFixed<ushort>(data, hashes, value => value);
                break;
            case 32:
                AddFixed<uint>(data, hashes, value => value);
                break;
            case 64:
                AddFixed<ulong>(data, hashes, value => value);
                break;
            case 128:
                AddFixed<UInt128>(data, hashes, value => Mix((ulong)value, (ulong)(value >> 64)));
                break;
            default:
                throw LakeException.Unsupported($"Cells of the type {TypeText.Of(data.DataType)} cannot be compared.");
        }
    }

    private static void AddFixed<T>(ArrayData data, Span<ulong> hashes, Func<T, ulong> code)
        where T : unmanaged
    {
        var values = FixedCells.Of<T>(data);
        var hasNulls = data.GetNullCount() > 0;
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = Mix(hashes[i], hasNulls && !FixedCells.IsValid(data, i) ? Missing : code(values[i]));
        }
    }

    private static void AddBits(ArrayData data, Span<ulong> hashes)
    {
        var bits = data.Buffers[1].Span;
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = Mix(hashes[i], !FixedCells.IsValid(data, i) ? Missing : BitUtility.GetBit(bits, data.Offset + i) ? 1UL : 0);
        }
    }

    private static void AddBytes(ArrayData data, Span<ulong> hashes)
    {
        var bounds = CellBounds.Of(data);
        var bytes = data.Buffers[2].Span;
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = Mix(hashes[i], FixedCells.IsValid(data, i) ? XxHash3.HashToUInt64(bytes[bounds[i]..bounds[i + 1]]) : Missing);
        }
    }

    // What stands under a null is no part of the value.
    private static void AddStruct(ArrayData data, CellRule rule, Span<ulong> hashes)
    {
        var parts = new ulong[hashes.Length];
        foreach (var child in data.Children)
        {
            Add(child.Slice(data.Offset, data.Length), rule, parts);
        }

        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = Mix(hashes[i], FixedCells.IsValid(data, i) ? parts[i] : Missing);
        }
    }

    private static void AddList(ArrayData data, CellRule rule, Span<ulong> hashes)
    {
        var bounds = CellBounds.Of(data);
        var first = bounds[0];
        var elements = new ulong[bounds[data.Length] - first];
        Add(data.Children[0].Slice(first, elements.Length), rule, elements);
        for (var i = 0; i < hashes.Length; i++)
        {
            if (!FixedCells.IsValid(data, i))
            {
                hashes[i] = Mix(hashes[i], Missing);
                continue;
            }

            var list = (ulong)(bounds[i + 1] - bounds[i]);
            foreach (var element in elements.AsSpan((bounds[i] - first)..(bounds[i + 1] - first)))
            {
                list = Mix(list, element);
            }

            hashes[i] = Mix(hashes[i], list);
        }
    }
}
