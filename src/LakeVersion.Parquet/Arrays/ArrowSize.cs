using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Parquet.Arrays;

/// <summary>How many bytes the values of an array take: of the rows in it, not of the buffers that a slice shares.</summary>
internal static class ArrowSize
{
    public static long Of(ArrayData data)
    {
        switch (data.DataType)
        {
            case BooleanType:
                return (data.Length + 7) / 8;
            case FixedWidthType fixedWidth:
                return (long)data.Length * fixedWidth.BitWidth / 8;
            case StringType or BinaryType or ListType or MapType:
                var offsets = MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span);
                var (first, end) = data.Length == 0 ? (0, 0) : (offsets[data.Offset], offsets[data.Offset + data.Length]);
                var values = data.DataType is NestedType ? Of(data.Children[0].Slice(first, end - first)) : end - first;
                return ((long)data.Length * sizeof(int)) + values;
            case StructType:
                return data.Children.Sum(child => Of(child.Slice(data.Offset, data.Length)));
            default:
                return data.Buffers.Sum(buffer => (long)buffer.Length);
        }
    }
}
