using System.Collections.Concurrent;

namespace LakeVersion.Storage.Local;

/// <summary>What this process knows already; forgetting costs a repetition only, so it forgets all when full.</summary>
internal sealed class BoundedSet(int capacity)
{
    private readonly ConcurrentDictionary<string, byte> names = new(StringComparer.Ordinal);
    private int count;

    /// <summary>True where the name was added and not forgotten.</summary>
    public bool Contains(string name) => names.ContainsKey(name);

    /// <summary>Adds a name.</summary>
    public void Add(string name)
    {
        if (!names.TryAdd(name, 0))
        {
            return;
        }

        // Counted apart: the dictionary's own count takes all its locks.
        if (Interlocked.Increment(ref count) > capacity)
        {
            Clear();
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        names.Clear();
        Interlocked.Exchange(ref count, 0);
    }
}
