using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Kernels;

/// <summary>Picks elements of an array by index: the kernel on which filters, constants and null columns rest.</summary>
public static class ArrayTake
{
    /// <summary>The elements at the indexes, in their order; an index of -1 gives null. The result has buffers of its own.</summary>
    /// <exception cref="LakeException">Unsupported: the array's type.</exception>
    public static IArrowArray Of(IArrowArray array, ReadOnlySpan<int> indexes)
    {
        ArgumentNullException.ThrowIfNull(array);
        foreach (var index in indexes)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, array.Length);
            ArgumentOutOfRangeException.ThrowIfLessThan(index, -1);
        }

        return ArrowArrayFactory.BuildArray(Take(array.Data, indexes));
    }

    internal static ArrayData Take(ArrayData data, ReadOnlySpan<int> indexes)
    {
        if (data.DataType is NullType)
        {
            return new ArrayData(data.DataType, indexes.Length, indexes.Length, 0, []);
        }

        var validity = Validity(data, indexes, out var nulls);
        ArrowBuffer[] Buffers(params ReadOnlySpan<byte[]> values)
        {
            var buffers = new ArrowBuffer[values.Length + 1];
            buffers[0] = validity;
            for (var i = 0; i < values.Length; i++)
            {
                buffers[i + 1] = new ArrowBuffer(values[i]);
            }

            return buffers;
        }

        switch (data.DataType)
        {
            case BooleanType:
                return new ArrayData(data.DataType, indexes.Length, nulls, 0, Buffers(Bits(data.Buffers[1].Span, data.Offset, indexes)));
            case StringType or BinaryType:
                var (offsets, bytes) = Variable(data, indexes);
                return new ArrayData(data.DataType, indexes.Length, nulls, 0, Buffers(offsets, bytes));
            case StructType:
                return new ArrayData(data.DataType, indexes.Length, nulls, 0, Buffers(), Children(data, indexes));
            case ListType or MapType:
                var (bounds, elements) = Lists(data, indexes);
                return new ArrayData(data.DataType, indexes.Length, nulls, 0, Buffers(bounds), [elements]);
            case FixedWidthType { BitWidth: >= 8 } type:
                return new ArrayData(data.DataType, indexes.Length, nulls, 0, Buffers(Fixed(data, type.BitWidth / 8, indexes)));
            default:
                throw LakeException.Unsupported($"Rows cannot be picked from a column of the type {TypeText.Of(data.DataType)}.");
        }
    }

    private static ArrowBuffer Validity(ArrayData data, ReadOnlySpan<int> indexes, out int nulls)
    {
        nulls = 0;
        if (data.GetNullCount() == 0 && !indexes.Contains(-1))
        {
            return ArrowBuffer.Empty;
        }

        var bits = new byte[(indexes.Length + 7) / 8];
        for (var i = 0; i < indexes.Length; i++)
        {
            if (indexes[i] >= 0 && FixedCells.IsValid(data, indexes[i]))
            {
                bits[i >> 3] |= (byte)(1 << (i & 7));
            }
            else
            {
                nulls++;
            }
        }

        return new ArrowBuffer(bits);
    }

    private static byte[] Bits(ReadOnlySpan<byte> source, int offset, ReadOnlySpan<int> indexes)
    {
        var bits = new byte[(indexes.Length + 7) / 8];
        for (var i = 0; i < indexes.Length; i++)
        {
            if (indexes[i] >= 0 && BitUtility.GetBit(source, offset + indexes[i]))
            {
                bits[i >> 3] |= (byte)(1 << (i & 7));
            }
        }

        return bits;
    }

    private static byte[] Fixed(ArrayData data, int width, ReadOnlySpan<int> indexes) => width switch
    {
        1 => Values<byte>(data, indexes),
        2 => Values<short>(data, indexes),
        4 => Values<int>(data, indexes),
        8 => Values<long>(data, indexes),
        16 => Values<Int128>(data, indexes),
        _ => throw LakeException.Unsupported($"Rows cannot be picked from a column of the type {TypeText.Of(data.DataType)}."),
    };

    private static byte[] Values<T>(ArrayData data, ReadOnlySpan<int> indexes)
        where T : unmanaged
    {
        var source = FixedCells.Of<T>(data);
        var bytes = new byte[indexes.Length * Unsafe.SizeOf<T>()];
        var target = MemoryMarshal.Cast<byte, T>(bytes.AsSpan());
        for (var i = 0; i < indexes.Length; i++)
        {
            target[i] = indexes[i] >= 0 ? source[indexes[i]] : default;
        }

        return bytes;
    }

    private static (byte[] Offsets, byte[] Bytes) Variable(ArrayData data, ReadOnlySpan<int> indexes)
    {
        var bounds = Bounds(data);
        var offsets = Offsets(bounds, indexes, out var total);
        var target = MemoryMarshal.Cast<byte, int>(offsets.AsSpan());
        var bytes = new byte[total];
        for (var i = 0; i < indexes.Length; i++)
        {
            if (indexes[i] >= 0)
            {
                data.Buffers[2].Span[bounds[indexes[i]]..bounds[indexes[i] + 1]].CopyTo(bytes.AsSpan(target[i]));
            }
        }

        return (offsets, bytes);
    }

    private static (byte[] Offsets, ArrayData Elements) Lists(ArrayData data, ReadOnlySpan<int> indexes)
    {
        var bounds = Bounds(data);
        var offsets = Offsets(bounds, indexes, out var total);
        var elements = new int[total];
        var next = 0;
        foreach (var index in indexes)
        {
            for (var i = index < 0 ? 0 : bounds[index]; index >= 0 && i < bounds[index + 1]; i++)
            {
                elements[next++] = i;
            }
        }

        return (offsets, Take(data.Children[0], elements));
    }

    private static ArrayData[] Children(ArrayData data, ReadOnlySpan<int> indexes)
    {
        var children = new ArrayData[data.Children.Length];
        for (var i = 0; i < children.Length; i++)
        {
            // A slice of a struct moves its own offset alone, not its children's.
            children[i] = Take(data.Children[i].Slice(data.Offset, data.Length), indexes);
        }

        return children;
    }

    // An array without rows may come without offsets.
    private static ReadOnlySpan<int> Bounds(ArrayData data) =>
        data.Length == 0 ? [0] : MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span).Slice(data.Offset, data.Length + 1);

    private static byte[] Offsets(ReadOnlySpan<int> bounds, ReadOnlySpan<int> indexes, out int total)
    {
        var bytes = new byte[(indexes.Length + 1) * sizeof(int)];
        var offsets = MemoryMarshal.Cast<byte, int>(bytes.AsSpan());
        for (var i = 0; i < indexes.Length; i++)
        {
            var length = indexes[i] < 0 ? 0 : bounds[indexes[i] + 1] - bounds[indexes[i]];
            offsets[i + 1] = checked(offsets[i] + length);
        }

        total = offsets[indexes.Length];
        return bytes;
    }
}
