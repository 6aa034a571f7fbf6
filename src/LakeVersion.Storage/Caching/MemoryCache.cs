using System.Diagnostics.CodeAnalysis;

namespace LakeVersion.Storage.Caching;

/// <summary>Bytes by place, within a budget; what was not asked for longest goes first.</summary>
internal sealed class MemoryCache(long budgetBytes)
{
    // What an entry costs besides its content: array header, node, key and dictionary slot, rounded up.
    private const int OverheadBytes = 256;
    private const int LargestShare = 8;

    private readonly Lock sync = new();
    private readonly Dictionary<CachePlace, LinkedListNode<Entry>> entries = [];
    private readonly LinkedList<Entry> byUse = new();
    private long sizeBytes;
    private long generation;

    /// <summary>Grows with every removal; bytes fetched before a removal may be stale after it.</summary>
    public long Generation => Interlocked.Read(ref generation);

    /// <summary>What the entries cost, in bytes.</summary>
    public long SizeBytes => Interlocked.Read(ref sizeBytes);

    /// <summary>Finds the bytes of a place, and counts that as a use.</summary>
    public bool TryGet(CachePlace place, [NotNullWhen(true)] out ReadOnlyMemory<byte>? content)
    {
        lock (sync)
        {
            content = null;
            if (!entries.TryGetValue(place, out var node))
            {
                return false;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            content = node.Value.Content;
            return true;
        }
    }

    /// <summary>Keeps bytes that were fetched when the generation was as given; does nothing if something was removed since.</summary>
    public void Add(CachePlace place, ReadOnlyMemory<byte> content, long fetchedInGeneration)
    {
        var cost = content.Length + OverheadBytes;
        if (cost > budgetBytes / LargestShare)
        {
            return;
        }

        lock (sync)
        {
            if (generation != fetchedInGeneration || entries.ContainsKey(place))
            {
                return;
            }

            entries.Add(place, byUse.AddFirst(new Entry(place, content, cost)));
            sizeBytes += cost;
            while (sizeBytes > budgetBytes)
            {
                Remove(byUse.Last!);
            }
        }
    }

    /// <summary>Drops all that is kept of some objects.</summary>
    public void Remove(IReadOnlySet<StoreKey> keys)
    {
        lock (sync)
        {
            generation++;
            for (var node = byUse.First; node is not null;)
            {
                var next = node.Next;
                if (keys.Contains(node.Value.Place.Key))
                {
                    Remove(node);
                }

                node = next;
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        byUse.Remove(node);
        entries.Remove(node.Value.Place);
        sizeBytes -= node.Value.CostBytes;
    }

    private sealed record Entry(CachePlace Place, ReadOnlyMemory<byte> Content, int CostBytes);
}
