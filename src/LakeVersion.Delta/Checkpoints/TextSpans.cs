using Apache.Arrow;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>The texts of an array, whose memory is asked for once and not with every row; a null is an empty text.</summary>
internal readonly ref struct TextSpans(BinaryArray array)
{
    private readonly ReadOnlySpan<int> offsets = array.ValueOffsets;
    private readonly ReadOnlySpan<byte> bytes = array.Values;

    public ReadOnlySpan<byte> this[int row] => bytes[offsets[row]..offsets[row + 1]];
}
