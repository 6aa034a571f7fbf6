namespace LakeVersion.Versioning.Collection;

/// <summary>Counts what a sweep meets.</summary>
internal sealed class SweepTally
{
    private const int MostPacks = 50;
    private const int MostOwners = 200;

    private readonly Dictionary<int, (long Count, long Bytes)> byOwner = [];
    private readonly PriorityQueue<PackUse, long> emptiest = new();
    private long freedPacks;
    private long freedObjects;
    private long freedBytes;
    private long unownedCount;
    private long unownedBytes;
    private long keptPacks;
    private long keptObjects;
    private long keptBytes;
    private long packBytes;
    private long packBytesAlive;

    /// <summary>Keys that no writer makes; they are left alone.</summary>
    public long Foreign { get; set; }

    public void Keep(string key, bool isObject, long size, long aliveBytes)
    {
        keptBytes += size;
        if (isObject)
        {
            keptObjects++;
            return;
        }

        keptPacks++;
        packBytes += size;
        packBytesAlive += aliveBytes;

        // The queue's first is the pack with the least that is dead, which goes when a worse one comes.
        emptiest.Enqueue(new PackUse(key, size, aliveBytes), size - aliveBytes);
        if (emptiest.Count > MostPacks)
        {
            emptiest.Dequeue();
        }
    }

    public void Free(bool isObject, long size, int? owner)
    {
        (freedPacks, freedObjects) = isObject ? (freedPacks, freedObjects + 1) : (freedPacks + 1, freedObjects);
        freedBytes += size;
        if (owner is { } who)
        {
            var (count, bytes) = byOwner.GetValueOrDefault(who);
            byOwner[who] = (count + 1, bytes + size);
        }
        else
        {
            unownedCount++;
            unownedBytes += size;
        }
    }

    public SweepReport ToReport(IReadOnlyList<Owner> owners) => new()
    {
        FreedPacks = freedPacks,
        FreedObjects = freedObjects,
        FreedBytes = freedBytes,
        ByFolder = [.. byOwner
            .Select(pair => new FreedFolder(owners[pair.Key].Name, owners[pair.Key].Folder, pair.Value.Count, pair.Value.Bytes))
            .OrderByDescending(freed => freed.Bytes).ThenBy(freed => freed.Name, StringComparer.Ordinal).ThenBy(freed => freed.Folder, StringComparer.Ordinal)
            .Take(MostOwners)],
        UnpublishedCount = unownedCount,
        UnpublishedBytes = unownedBytes,
        KeptPacks = keptPacks,
        KeptObjects = keptObjects,
        KeptBytes = keptBytes,
        PackBytes = packBytes,
        PackBytesAlive = packBytesAlive,
        EmptiestPacks = [.. emptiest.UnorderedItems.Select(item => item.Element).Where(pack => pack.AliveBytes < pack.SizeBytes / 2)
            .OrderByDescending(pack => pack.SizeBytes - pack.AliveBytes).ThenBy(pack => pack.Key, StringComparer.Ordinal)],
        Foreign = Foreign,
    };
}
