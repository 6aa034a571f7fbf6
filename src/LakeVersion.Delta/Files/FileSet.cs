using System.Collections;
using LakeVersion.Delta.Actions;

namespace LakeVersion.Delta.Files;

/// <summary>The live files of a table at one version: immutable, and safe to share between threads.</summary>
/// <remarks>Rows of blocks are numbered through. A hash table over the rows finds a file by its key; bits say which rows live.</remarks>
internal sealed class FileSet
{
    private readonly Lazy<int[]> order;
    private readonly Lazy<long> size;

    public FileSet(FileBlock[] blocks, int[] starts, FileIndex index, ulong[] live, int count)
    {
        (Blocks, Starts, Index, Live, Count) = (blocks, starts, index, live, count);
        order = new(() => Sort([.. Rows()]));
        size = new(() => Sum(this));
    }

    public static FileSet Empty { get; } = new([], [], new FileIndex(), [], 0);

    public int Count { get; }

    /// <summary>The files in reading order: by the UTF-8 bytes of their paths. Made one by one when asked for.</summary>
    public IReadOnlyList<AddFile> Ordered => new OrderedFiles(this);

    internal FileBlock[] Blocks { get; }

    internal int[] Starts { get; }

    internal FileIndex Index { get; }

    internal ulong[] Live { get; }

    /// <summary>True where the file lives, with the same deletion vector.</summary>
    public bool Contains(AddFile file) => Find(FileKey.Of(file.Path), file.DeletionVector?.UniqueId) >= 0;

    /// <summary>The live file of this path and vector; null for none.</summary>
    public AddFile? Find(string uri, DeletionVectorDescriptor? vector) => Find(FileKey.Of(uri), vector?.UniqueId) is var row and >= 0 ? At(row) : null;

    /// <summary>The live files in no particular order, without what sorting costs.</summary>
    public IEnumerable<AddFile> All() => Rows().Select(At);

    /// <summary>Where the live files are, block by block.</summary>
    public IEnumerable<(FileBlock Block, int Row)> Places()
    {
        for (var i = 0; i < Blocks.Length; i++)
        {
            for (var row = 0; row < Blocks[i].Count; row++)
            {
                if (IsLive(Live, Starts[i] + row))
                {
                    yield return (Blocks[i], row);
                }
            }
        }
    }

    /// <summary>The live file of a decoded path, whatever its deletion vector; null for none.</summary>
    public (FileBlock Block, int Row)? PlaceOf(ReadOnlySpan<byte> key) =>
        Index.Find(key, Blocks, Starts) is var row and >= 0 && IsLive(Live, row) ? Place(row) : null;

    /// <summary>The files that may matter, in reading order.</summary>
    /// <param name="mayPartition">Judges partition values; called once for each of the different ones of a block.</param>
    /// <param name="mayFile">Judges a file whose partition values passed; null lets all pass.</param>
    public IReadOnlyList<AddFile> Select(Func<IReadOnlyDictionary<string, string?>, bool> mayPartition, Func<FileBlock, int, bool>? mayFile)
    {
        var rows = new List<int>();
        for (var i = 0; i < Blocks.Length; i++)
        {
            var block = Blocks[i];
            var passes = new bool[block.PartitionCount];
            for (var number = 0; number < passes.Length; number++)
            {
                passes[number] = mayPartition(block.PartitionValues(number));
            }

            for (var row = 0; row < block.Count; row++)
            {
                if (passes[block.Partition(row)] && IsLive(Live, Starts[i] + row) && mayFile?.Invoke(block, row) != false)
                {
                    rows.Add(Starts[i] + row);
                }
            }
        }

        return [.. Sort([.. rows]).Select(At)];
    }

    /// <summary>The sum of the files' lengths, in bytes; the greatest number there is where a log states more.</summary>
    public long SizeBytes() => size.Value;

    /// <summary>Rows in all files, those that vectors delete left out; null where a file's statistics do not say, or cannot be true.</summary>
    public long? RowCount()
    {
        long rows = 0;
        foreach (var (block, at) in Rows().Select(Place))
        {
            if (block.Statistics(at).RowCount is not { } count)
            {
                return null;
            }

            var left = count - (block.DeletionVector(at)?.Cardinality ?? 0);
            if (left < 0 || left > long.MaxValue - rows)
            {
                return null;
            }

            rows += left;
        }

        return rows;
    }

    internal static bool IsLive(ulong[] live, int row) => (live[row >> 6] & (1UL << (row & 63))) != 0;

    private static long Sum(FileSet files)
    {
        Int128 sum = 0;
        foreach (var (block, row) in files.Places())
        {
            sum += block.Size(row);
        }

        return (long)Int128.Clamp(sum, long.MinValue, long.MaxValue);
    }

    private AddFile At(int row) => Place(row) is var (block, at) ? block[at] : throw new InvalidOperationException();

    private IEnumerable<int> Rows()
    {
        var total = Blocks.Length == 0 ? 0 : Starts[^1] + Blocks[^1].Count;
        for (var row = 0; row < total; row++)
        {
            if (IsLive(Live, row))
            {
                yield return row;
            }
        }
    }

    private int Find(ReadOnlySpan<byte> key, string? vectorId) =>
        Index.Find(key, Blocks, Starts) is var row and >= 0 && IsLive(Live, row) && Place(row) is var (block, at) && block.DeletionVector(at)?.UniqueId == vectorId
            ? row
            : -1;

    private (FileBlock Block, int Row) Place(int row) => FileIndex.Place(row, Blocks, Starts);

    private int[] Sort(int[] rows)
    {
        Array.Sort(rows, (left, right) =>
        {
            var ((a, i), (b, j)) = (Place(left), Place(right));
            return a.Path(i).SequenceCompareTo(b.Path(j));
        });
        return rows;
    }

    private sealed class OrderedFiles(FileSet set) : IReadOnlyList<AddFile>
    {
        public int Count => set.Count;

        public AddFile this[int index] => set.At(set.order.Value[index]);

        public IEnumerator<AddFile> GetEnumerator() => set.order.Value.Select(set.At).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
