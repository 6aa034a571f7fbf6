using Apache.Arrow;
using LakeVersion.Rows.Comparing;
using LakeVersion.Rows.Kernels;

namespace LakeVersion.Delta.Comparing;

/// <summary>Rows of one version in memory, numbered through, with a hash each.</summary>
/// <param name="columns">The columns that are hashed.</param>
/// <param name="rule">Which cells are equal.</param>
/// <param name="hashMask">The bits of hashes that count.</param>
internal sealed class RowStore(IReadOnlyList<int> columns, CellRule rule, ulong hashMask) : IDisposable
{
    // What finding a row by its hash takes besides: the hash, a slot's hash and two numbers, at a table at most half full.
    private const int OverheadBytes = 8 + (2 * (8 + 4)) + 4;

    private readonly List<RecordBatch> batches = [];
    private readonly List<ulong[]> hashes = [];
    private readonly List<int> starts = [];

    public static ulong[] Hash(RecordBatch batch, IReadOnlyList<int> columns, CellRule rule, ulong hashMask)
    {
        var hashes = new ulong[batch.Length];
        foreach (var column in columns)
        {
            CellHashes.Add(batch.Column(column), rule, hashes);
        }

        if (hashMask != ulong.MaxValue)
        {
            foreach (ref var hash in hashes.AsSpan())
            {
                hash &= hashMask;
            }
        }

        return hashes;
    }

    public IReadOnlyList<RecordBatch> Batches => batches;

    public int Count { get; private set; }

    public long SizeBytes { get; private set; }

    /// <summary>Takes a batch, which is the store's from then on.</summary>
    public void Add(RecordBatch batch)
    {
        batches.Add(batch);
        hashes.Add(Hash(batch, columns, rule, hashMask));
        starts.Add(Count);
        Count = checked(Count + batch.Length);
        SizeBytes += batch.Arrays.Sum(array => Size(array.Data)) + ((long)batch.Length * OverheadBytes);
    }

    public ReadOnlySpan<ulong> Hashes(int batch) => hashes[batch];

    public int Start(int batch) => starts[batch];

    /// <summary>The batch of a row, and its place there.</summary>
    public (int Batch, int Row) Place(int row)
    {
        var at = starts.BinarySearch(row);
        at = at < 0 ? ~at - 1 : at;
        return (at, row - starts[at]);
    }

    /// <summary>Rows as a batch with buffers of its own, in the order asked for.</summary>
    public RecordBatch Take(Schema schema, IReadOnlyList<int> rows)
    {
        var byBatch = new SortedDictionary<int, List<(int Place, int Row)>>();
        for (var i = 0; i < rows.Count; i++)
        {
            var (batch, row) = Place(rows[i]);
            (byBatch.TryGetValue(batch, out var list) ? list : byBatch[batch] = []).Add((i, row));
        }

        var parts = byBatch.Select(pair => BatchRows.Take(batches[pair.Key], [.. pair.Value.Select(wanted => wanted.Row)])).ToList();
        if (parts.Count == 1)
        {
            return new RecordBatch(schema, parts[0].Arrays, parts[0].Length);
        }

        var order = new int[rows.Count];
        foreach (var ((place, _), i) in byBatch.Values.SelectMany(list => list).Select((wanted, i) => (wanted, i)))
        {
            order[place] = i;
        }

        return BatchRows.Take(BatchRows.Concatenate(schema, parts), order);
    }

    /// <summary>Lets go of the batches.</summary>
    public void Clear()
    {
        batches.ForEach(batch => batch.Dispose());
        batches.Clear();
        hashes.Clear();
        starts.Clear();
        (Count, SizeBytes) = (0, 0);
    }

    public void Dispose() => Clear();

    private static long Size(ArrayData data) => data.Buffers.Sum(buffer => (long)buffer.Length) + (data.Children?.Sum(Size) ?? 0);
}
