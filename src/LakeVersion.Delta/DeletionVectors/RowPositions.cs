using System.Numerics;
using System.Runtime.InteropServices;

namespace LakeVersion.Delta.DeletionVectors;

/// <summary>A set of row positions in a file, as a deletion vector has it. Immutable; it takes no more memory than the stored vector and its index.</summary>
/// <param name="bytes">The stored vector, checked.</param>
/// <param name="containers">Its blocks, ascending.</param>
/// <param name="count">Positions in the set.</param>
/// <param name="last">The greatest position; -1 for none.</param>
internal sealed class RowPositions(ReadOnlyMemory<byte> bytes, IReadOnlyList<RowContainer> containers, long count, long last)
{
    private const int BlockRows = 1 << 16;

    /// <summary>Positions in the set.</summary>
    public long Count => count;

    /// <summary>The greatest position; -1 where the set is empty.</summary>
    public long Last => last;

    /// <summary>Sets the bits of the positions from <paramref name="first"/> on, as many as there are bits for <paramref name="length"/> rows.</summary>
    /// <returns>True where a bit was set.</returns>
    public bool Mark(long first, int length, Span<ulong> bits)
    {
        var marked = false;
        for (var i = FirstReaching(first); i < containers.Count && containers[i].First < first + length; i++)
        {
            var window = new Window(bits, containers[i].First - first, length);
            var stored = MemoryMarshal.Cast<byte, ushort>(bytes.Span.Slice(containers[i].Offset, containers[i].Length * sizeof(ushort)));
            marked |= containers[i].Kind switch
            {
                RowContainerKind.Values => MarkValues(stored, window),
                RowContainerKind.Runs => MarkRuns(stored, window),
                _ => MarkBits(MemoryMarshal.Cast<ushort, ulong>(stored), window),
            };
        }

        return marked;
    }

    private static bool MarkValues(ReadOnlySpan<ushort> values, Window window)
    {
        var marked = false;
        foreach (var value in values)
        {
            marked |= window.Set(value, value);
        }

        return marked;
    }

    private static bool MarkRuns(ReadOnlySpan<ushort> runs, Window window)
    {
        var marked = false;
        for (var i = 0; i < runs.Length; i += 2)
        {
            marked |= window.Set(runs[i], runs[i] + runs[i + 1]);
        }

        return marked;
    }

    private static bool MarkBits(ReadOnlySpan<ulong> words, Window window)
    {
        var marked = false;
        for (var i = 0; i < words.Length; i++)
        {
            for (var word = words[i]; word != 0; word &= word - 1)
            {
                var value = (i * 64) + BitOperations.TrailingZeroCount(word);
                marked |= window.Set(value, value);
            }
        }

        return marked;
    }

    // The first block that reaches the position or lies behind it.
    private int FirstReaching(long position)
    {
        var (low, high) = (0, containers.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = containers[middle].First + BlockRows <= position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // The bits of a batch, seen from a block that begins Shift rows behind the batch's first row (or before it, where negative).
    private readonly ref struct Window(Span<ulong> bits, long shift, int length)
    {
        private readonly Span<ulong> bits = bits;

        /// <summary>Sets a range of the block's rows, both ends included, as far as it lies in the batch.</summary>
        public bool Set(int from, int to)
        {
            var (begin, end) = (Math.Max(0, from + shift), Math.Min(length - 1, to + shift));
            for (var row = (int)begin; row <= end; row++)
            {
                bits[row >> 6] |= 1UL << row;
            }

            return begin <= end;
        }
    }
}
