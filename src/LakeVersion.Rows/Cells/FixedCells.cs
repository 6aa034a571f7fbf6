using System.Runtime.InteropServices;
using Apache.Arrow;

namespace LakeVersion.Rows.Cells;

/// <summary>The values of arrays of fixed width, as spans that begin at the array's own offset.</summary>
internal static class FixedCells
{
    public static ReadOnlySpan<T> Of<T>(ArrayData data)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(data.Buffers[1].Span).Slice(data.Offset, data.Length);

    public static Int128 Decimal(Decimal128Array array, int row) => Of<Int128>(array.Data)[row];

    public static bool IsValid(ArrayData data, int row) =>
        data.Buffers[0].IsEmpty || BitUtility.GetBit(data.Buffers[0].Span, data.Offset + row);
}
