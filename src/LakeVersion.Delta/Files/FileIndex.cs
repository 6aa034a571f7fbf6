namespace LakeVersion.Delta.Files;

/// <summary>A hash table from a file's key to its newest row, of rows that others keep: about 12 bytes a file.</summary>
/// <remarks>Open addressing with linear probing; the table is at most half full. Hashes are salted by the process, so that no log can be
/// written to make it slow.</remarks>
internal sealed class FileIndex
{
    // Row + 1; 0 is empty.
    private int[] slots;
    private int[] hashes;
    private int used;

    public FileIndex()
        : this(new int[16], [], 0)
    {
    }

    private FileIndex(int[] slots, int[] hashes, int used) => (this.slots, this.hashes, this.used) = (slots, hashes, used);

    /// <summary>The hash of a key in this process.</summary>
    public static int Hash(ReadOnlySpan<byte> key)
    {
        var hash = default(HashCode);
        hash.AddBytes(key);
        return hash.ToHashCode();
    }

    /// <summary>The block and the row in it of a numbered row.</summary>
    public static (FileBlock Block, int Row) Place(int row, FileBlock[] blocks, int[] starts)
    {
        var at = System.Array.BinarySearch(starts, row);
        var block = at >= 0 ? at : ~at - 1;
        // Blocks without rows share their start with the next one.
        while (block + 1 < starts.Length && starts[block + 1] == starts[block])
        {
            block++;
        }

        return (blocks[block], row - starts[block]);
    }

    public FileIndex Copy() => new((int[])slots.Clone(), (int[])hashes.Clone(), used);

    /// <summary>The newest row of a key; -1 for none.</summary>
    public int Find(ReadOnlySpan<byte> key, FileBlock[] blocks, int[] starts) => slots[Slot(Hash(key), key, blocks, starts)] - 1;

    /// <summary>Makes room for as many more rows at once.</summary>
    public void Expect(int rows, int more)
    {
        if (rows + more > hashes.Length)
        {
            System.Array.Resize(ref hashes, Math.Max(rows + more, Math.Min(2 * hashes.Length, 1 << 20)));
        }

        var wanted = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(2L * (used + more), 1 << 30));
        if (wanted > slots.Length)
        {
            Rehash(wanted);
        }
    }

    /// <summary>Makes a row the newest of its key, and says which was before; -1 for none.</summary>
    public int Put(ReadOnlySpan<byte> key, int hash, int row, FileBlock[] blocks, int[] starts)
    {
        var slot = Slot(hash, key, blocks, starts);
        var before = slots[slot] - 1;
        slots[slot] = row + 1;
        hashes[row] = hash;
        used += before < 0 ? 1 : 0;
        return before;
    }

    // Where the key is, or belongs.
    private int Slot(int hash, ReadOnlySpan<byte> key, FileBlock[] blocks, int[] starts)
    {
        var mask = slots.Length - 1;
        for (var slot = hash & mask; ; slot = (slot + 1) & mask)
        {
            var row = slots[slot] - 1;
            if (row < 0 || (hashes[row] == hash && Place(row, blocks, starts) is var (block, at) && block.Key(at).SequenceEqual(key)))
            {
                return slot;
            }
        }
    }

    private void Rehash(int size)
    {
        var old = slots;
        slots = new int[size];
        var mask = size - 1;
        foreach (var entry in old)
        {
            if (entry > 0)
            {
                var slot = hashes[entry - 1] & mask;
                while (slots[slot] != 0)
                {
                    slot = (slot + 1) & mask;
                }

                slots[slot] = entry;
            }
        }
    }
}
