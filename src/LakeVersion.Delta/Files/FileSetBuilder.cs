namespace LakeVersion.Delta.Files;

/// <summary>Goes from one <see cref="FileSet"/> to the next: blocks are shared, the index and the bits of life are copied.</summary>
internal sealed class FileSetBuilder
{
    // Longer than the blocks there are; behind them no row begins.
    private FileBlock[] blocks;
    private int[] starts;
    private int blockCount;
    private FileIndex index;
    private ulong[] live;
    private int count;

    public FileSetBuilder(FileSet from)
    {
        (blocks, starts, blockCount) = ([.. from.Blocks], [.. from.Starts], from.Blocks.Length);
        (index, live, count) = (from.Index.Copy(), (ulong[])from.Live.Clone(), from.Count);
        Rows = blockCount == 0 ? 0 : starts[^1] + blocks[^1].Count;
    }

    /// <summary>Rows of all blocks so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Makes room in the index for as many more files, once for all blocks that hold them.</summary>
    public void Expect(int more) => index.Expect(Rows, more);

    /// <summary>Makes room for the rows of a block, of which none lives yet; the block is frozen.</summary>
    /// <returns>The number of the block's first row.</returns>
    public int Append(FileBlock block)
    {
        if (blockCount == blocks.Length)
        {
            System.Array.Resize(ref blocks, Math.Max(4, 2 * blockCount));
            System.Array.Resize(ref starts, blocks.Length);
            starts.AsSpan(blockCount).Fill(int.MaxValue);
        }

        var first = Rows;
        (blocks[blockCount], starts[blockCount]) = (block, first);
        blockCount++;
        Rows = checked(Rows + block.Count);
        if (live.Length < (Rows + 63) >> 6)
        {
            System.Array.Resize(ref live, Math.Max((Rows + 63) >> 6, 2 * live.Length));
        }

        return first;
    }

    /// <summary>Lets a row of an appended block live, in the place of an earlier one of its key.</summary>
    /// <param name="block">The block.</param>
    /// <param name="at">The row in it.</param>
    /// <param name="row">The row's number among all.</param>
    /// <returns>The row that lived before; -1 for none.</returns>
    public int Add(FileBlock block, int at, int row)
    {
        var before = index.Put(block.Key(at), block.Hash(at), row, blocks, starts);
        before = before >= 0 && Kill(before) ? before : -1;
        live[row >> 6] |= 1UL << (row & 63);
        count++;
        return before;
    }

    /// <summary>Ends the life of a file, where it lives with this vector.</summary>
    public void Remove(ReadOnlySpan<byte> key, string? vectorId)
    {
        if (index.Find(key, blocks, starts) is var row and >= 0
            && FileIndex.Place(row, blocks, starts) is var (block, at) && block.DeletionVector(at)?.UniqueId == vectorId)
        {
            Kill(row);
        }
    }

    public FileSet Build()
    {
        if (Rows > FileBlock.Capacity && Rows > 2 * count)
        {
            DropDeadBlocks();
        }

        return new FileSet(blocks[..blockCount], starts[..blockCount], index, live, count);
    }

    private bool Kill(int row)
    {
        if (!FileSet.IsLive(live, row))
        {
            return false;
        }

        live[row >> 6] &= ~(1UL << (row & 63));
        count--;
        return true;
    }

    // A table that is rewritten again and again would keep every file it ever had.
    private void DropDeadBlocks()
    {
        var fresh = new FileSetBuilder(FileSet.Empty);
        fresh.Expect(count);
        for (var i = 0; i < blockCount; i++)
        {
            var (block, first) = (blocks[i], starts[i]);
            var alive = Enumerable.Range(0, block.Count).Where(row => FileSet.IsLive(live, first + row)).ToList();
            if (alive.Count > 0)
            {
                var at = fresh.Append(block);
                alive.ForEach(row => fresh.Add(block, row, at + row));
            }
        }

        (blocks, starts, blockCount, index, live, count, Rows) = (fresh.blocks, fresh.starts, fresh.blockCount, fresh.index, fresh.live, fresh.count, fresh.Rows);
    }
}
