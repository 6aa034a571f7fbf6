using System.Numerics;

namespace LakeVersion.Delta.DeletionVectors;

/// <summary>Which rows of a file are left by its deletion vectors.</summary>
/// <param name="dropped">Rows that are left out; null for none.</param>
/// <param name="only">The only rows wanted; null for all.</param>
internal sealed class RowSelection(RowPositions? dropped, RowPositions? only)
{
    /// <summary>The rows of a batch that are left, ascending.</summary>
    /// <param name="first">The position in the file of the batch's first row.</param>
    /// <param name="length">The batch's rows.</param>
    /// <param name="passing">Rows to choose from, ascending; null for all.</param>
    /// <returns>Null where all rows of the batch are left.</returns>
    public int[]? Select(long first, int length, int[]? passing)
    {
        var gone = new ulong[(length + 63) / 64];
        var any = dropped?.Mark(first, length, gone) ?? false;
        if (only is not null)
        {
            var kept = new ulong[gone.Length];
            only.Mark(first, length, kept);
            for (var i = 0; i < gone.Length; i++)
            {
                gone[i] |= ~kept[i];
            }

            any = true;
        }

        return !any ? passing
            : passing is null ? Rest(gone, length)
            : Array.FindAll(passing, row => (gone[row >> 6] & (1UL << row)) == 0);
    }

    private static int[]? Rest(ulong[] gone, int length)
    {
        // Bits behind the last row are no rows.
        gone[^1] |= length % 64 == 0 ? 0 : ulong.MaxValue << (length % 64);
        var rows = new int[gone.Sum(word => 64 - BitOperations.PopCount(word))];
        var next = 0;
        for (var i = 0; i < gone.Length; i++)
        {
            for (var word = ~gone[i]; word != 0; word &= word - 1)
            {
                rows[next++] = (i * 64) + BitOperations.TrailingZeroCount(word);
            }
        }

        return rows.Length == length ? null : rows;
    }
}
