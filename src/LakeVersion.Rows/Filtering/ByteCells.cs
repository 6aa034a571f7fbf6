using System.Runtime.InteropServices;
using Apache.Arrow;

namespace LakeVersion.Rows.Filtering;

/// <summary>The values of a text or binary column as bytes.</summary>
internal readonly ref struct ByteCells
{
    private readonly ReadOnlySpan<int> bounds;
    private readonly ReadOnlySpan<byte> bytes;

    public ByteCells(ArrayData data)
    {
        Length = data.Length;
        // An array without rows may come without offsets.
        bounds = data.Length == 0 ? [] : MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span).Slice(data.Offset, data.Length + 1);
        bytes = data.Length == 0 ? [] : data.Buffers[2].Span;
    }

    public int Length { get; }

    public ReadOnlySpan<byte> this[int row] => bytes[bounds[row]..bounds[row + 1]];
}
