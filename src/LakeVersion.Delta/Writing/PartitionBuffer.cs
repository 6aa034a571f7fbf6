using Apache.Arrow;
using LakeVersion.Rows.Kernels;

namespace LakeVersion.Delta.Writing;

/// <summary>Gathers rows by partition until enough of them make a file, since rows that come unsorted would make a file each.</summary>
/// <param name="limitBytes">How much is held at the most.</param>
internal sealed class PartitionBuffer(long limitBytes)
{
    private readonly Dictionary<string, Held> held = new(StringComparer.Ordinal);
    private long heldBytes;

    /// <summary>True where something has to be taken before more is added.</summary>
    public bool IsFull => heldBytes > limitBytes;

    /// <summary>Holds rows of a partition. They are copied where they are still the caller's.</summary>
    public void Add(PartitionPart part, RecordBatch source)
    {
        var rows = ReferenceEquals(part.Rows, source) ? BatchRows.Take(source, [.. Enumerable.Range(0, source.Length)]) : part.Rows;
        if (!held.TryGetValue(part.Key, out var partition))
        {
            held[part.Key] = partition = new Held(held.Count, part.Values, []);
        }

        var size = rows.Arrays.Sum(array => SizeOf(array.Data));
        partition.Batches.Add(rows);
        partition.SizeBytes += size;
        heldBytes += size;
    }

    /// <summary>Takes the partition that holds most.</summary>
    public PartitionPart TakeLargest() => Take(held.MaxBy(pair => pair.Value.SizeBytes).Key);

    /// <summary>Takes all partitions, in the order in which they first came.</summary>
    public IEnumerable<PartitionPart> TakeAll()
    {
        foreach (var key in held.OrderBy(pair => pair.Value.Order).Select(pair => pair.Key).ToList())
        {
            if (held[key].Batches.Count > 0)
            {
                yield return Take(key);
            }
        }
    }

    private PartitionPart Take(string key)
    {
        var partition = held[key];
        var rows = BatchRows.Concatenate(partition.Batches[0].Schema, partition.Batches);
        heldBytes -= partition.SizeBytes;
        partition.SizeBytes = 0;
        partition.Batches.Clear();
        return new PartitionPart(key, partition.Values, rows);
    }

    internal static long SizeOf(ArrayData data) =>
        data.Buffers.Sum(buffer => (long)buffer.Length) + (data.Children?.Sum(child => SizeOf(child)) ?? 0);

    private sealed class Held(int order, IReadOnlyList<(string Column, string? Value)> values, List<RecordBatch> batches)
    {
        public int Order { get; } = order;

        public IReadOnlyList<(string Column, string? Value)> Values { get; } = values;

        public List<RecordBatch> Batches { get; } = batches;

        public long SizeBytes { get; set; }
    }
}
