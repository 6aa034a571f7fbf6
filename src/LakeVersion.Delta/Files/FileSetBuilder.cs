namespace LakeVersion.Delta.Files;

/// <summary>Goes from one <see cref="FileSet"/> to the next: blocks are shared, the index and the bits of life are copied.</summary>
internal sealed class FileSetBuilder
{
    private readonly List<FileBlock> blocks;
    private readonly List<int> starts;
    private FileBlock[] blockArray = [];
    private int[] startArray = [];
    private FileIndex index;
    private ulong[] live;
    private int rows;
    private int count;

    public FileSetBuilder(FileSet from)
    {
        (blocks, starts) = ([.. from.Blocks], [.. from.Starts]);
        (index, live, count) = (from.Index.Copy(), (ulong[])from.Live.Clone(), from.Count);
        rows = blocks.Count == 0 ? 0 : starts[^1] + blocks[^1].Count;
        (blockArray, startArray) = ([.. blocks], [.. starts]);
    }

    /// <summary>Rows of all blocks so far.</summary>
    public int Rows => rows;

    /// <summary>Makes room for the rows of a block, of which none lives yet; the block is frozen.</summary>
    /// <returns>The number of the block's first row.</returns>
    public int Append(FileBlock block)
    {
        var first = rows;
        blocks.Add(block);
        starts.Add(first);
        rows = checked(rows + block.Count);
        (blockArray, startArray) = ([.. blocks], [.. starts]);
        System.Array.Resize(ref live, Math.Max(live.Length, (rows + 63) >> 6));
        return first;
    }

    /// <summary>Lets a row of an appended block live, in the place of an earlier one of its key.</summary>
    /// <returns>The row that lived before; -1 for none.</returns>
    public int Add(int row)
    {
        var (block, at) = FileIndex.Place(row, blockArray, startArray);
        var before = index.Put(block.Key(at), row, blockArray, startArray);
        before = before >= 0 && Kill(before) ? before : -1;
        live[row >> 6] |= 1UL << (row & 63);
        count++;
        return before;
    }

    /// <summary>Ends the life of a file, where it lives with this vector.</summary>
    public void Remove(ReadOnlySpan<byte> key, string? vectorId)
    {
        if (index.Find(key, blockArray, startArray) is var row and >= 0
            && FileIndex.Place(row, blockArray, startArray) is var (block, at) && block.DeletionVector(at)?.UniqueId == vectorId)
        {
            Kill(row);
        }
    }

    public FileSet Build()
    {
        if (rows > FileBlock.Capacity && rows > 2 * count)
        {
            DropDeadBlocks();
        }

        return new FileSet(blockArray, startArray, index, live, count);
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
        for (var i = 0; i < blockArray.Length; i++)
        {
            var alive = Enumerable.Range(0, blockArray[i].Count).Where(row => FileSet.IsLive(live, startArray[i] + row)).ToList();
            if (alive.Count > 0)
            {
                var first = fresh.Append(blockArray[i]);
                alive.ForEach(row => fresh.Add(first + row));
            }
        }

        (blockArray, startArray, index, live, count, rows) = (fresh.blockArray, fresh.startArray, fresh.index, fresh.live, fresh.count, fresh.rows);
    }
}
