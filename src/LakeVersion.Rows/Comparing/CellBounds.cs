using System.Runtime.InteropServices;
using Apache.Arrow;

namespace LakeVersion.Rows.Comparing;

/// <summary>Where the elements of texts, lists and maps begin and end.</summary>
internal static class CellBounds
{
    /// <summary>One more than there are rows. An array without rows may come without them.</summary>
    public static ReadOnlySpan<int> Of(ArrayData data) =>
        data.Length == 0 ? [0] : MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span).Slice(data.Offset, data.Length + 1);
}
