using System.Numerics;

namespace LakeVersion.Delta.DeletionVectors;

/// <summary>A set of row positions in a file that grows: a bit a row, in blocks of 65,536 that are there once one of their rows is.</summary>
internal sealed class RowMarks
{
    /// <summary>Rows of a block.</summary>
    public const int BlockRows = 1 << 16;

    private const int WordBits = 64;
    private readonly SortedDictionary<long, ulong[]> blocks = [];

    /// <summary>Positions in the set.</summary>
    public long Count { get; private set; }

    /// <summary>The blocks that hold positions, ascending: their numbers and their bits.</summary>
    public IEnumerable<KeyValuePair<long, ulong[]>> Blocks => blocks;

    /// <summary>Adds rows of a batch.</summary>
    /// <param name="first">The position of the batch's first row.</param>
    /// <param name="rows">Rows of the batch, in any order.</param>
    public void Add(long first, ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            var position = first + row;
            ref var word = ref Block(position / BlockRows)[(int)(position % BlockRows) / WordBits];
            var bit = 1UL << (int)(position % WordBits);
            Count += (word & bit) == 0 ? 1 : 0;
            word |= bit;
        }
    }

    /// <summary>Adds all positions of a stored vector.</summary>
    public void Add(RowPositions stored)
    {
        var bits = new ulong[BlockRows / WordBits];
        for (long first = 0; first <= stored.Last; first += BlockRows)
        {
            bits.AsSpan().Clear();
            if (!stored.Mark(first, BlockRows, bits))
            {
                continue;
            }

            Add(first / BlockRows, bits);
        }
    }

    /// <summary>Adds positions of a block.</summary>
    /// <param name="number">The block's number.</param>
    /// <param name="bits">A bit for each of its rows.</param>
    public void Add(long number, ReadOnlySpan<ulong> bits)
    {
        if (bits.IndexOfAnyExcept(0UL) < 0)
        {
            return;
        }

        var block = Block(number);
        for (var i = 0; i < bits.Length; i++)
        {
            Count += BitOperations.PopCount(bits[i] & ~block[i]);
            block[i] |= bits[i];
        }
    }

    /// <summary>True where the position is in the set.</summary>
    public bool Contains(long position) =>
        blocks.TryGetValue(position / BlockRows, out var block)
        && (block[(int)(position % BlockRows) / WordBits] & (1UL << (int)(position % WordBits))) != 0;

    /// <summary>True where both hold the same positions.</summary>
    public bool SetEquals(RowMarks other) =>
        Count == other.Count && blocks.All(block => other.blocks.TryGetValue(block.Key, out var bits) && block.Value.AsSpan().SequenceEqual(bits));

    private ulong[] Block(long number)
    {
        if (!blocks.TryGetValue(number, out var block))
        {
            blocks[number] = block = new ulong[BlockRows / WordBits];
        }

        return block;
    }
}
