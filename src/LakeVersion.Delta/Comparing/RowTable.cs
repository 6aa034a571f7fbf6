using System.Numerics;

namespace LakeVersion.Delta.Comparing;

/// <summary>Finds rows of a store by their hash: all of one hash, the first first. One thread at a time.</summary>
/// <remarks>Open addressing by hash, and a chain of rows behind each; about 28 bytes a row.</remarks>
internal sealed class RowTable
{
    public const int None = -1;
    private const int Free = -2;

    private readonly ulong[] hashes;
    private readonly int[] heads;
    private readonly int[] next;

    public RowTable(RowStore store)
    {
        var room = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(store.Count * 2L, 4, 1 << 30));
        (hashes, heads, next) = (new ulong[room], new int[room], new int[store.Count]);
        Array.Fill(heads, Free);
        // From behind, so that the first comes out first.
        for (var batch = store.Batches.Count - 1; batch >= 0; batch--)
        {
            var of = store.Hashes(batch);
            for (var row = of.Length - 1; row >= 0; row--)
            {
                Push(of[row], store.Start(batch) + row);
            }
        }
    }

    /// <summary>The first row of the hash; <see cref="None"/> for none.</summary>
    public int First(ulong hash) => Math.Max(None, heads[Slot(hash)]);

    /// <summary>The row of the same hash behind this one; <see cref="None"/> for none.</summary>
    public int Next(int row) => next[row];

    /// <summary>The first row of the hash, which is taken out; <see cref="None"/> for none.</summary>
    public int Pop(ulong hash)
    {
        var slot = Slot(hash);
        var row = heads[slot];
        if (row < 0)
        {
            return None;
        }

        heads[slot] = next[row];
        return row;
    }

    /// <summary>Puts a row before all others of its hash.</summary>
    public void Push(ulong hash, int row)
    {
        var slot = Slot(hash);
        next[row] = Math.Max(None, heads[slot]);
        (hashes[slot], heads[slot]) = (hash, row);
    }

    /// <summary>Takes a row out from where it stands.</summary>
    public void Remove(ulong hash, int row)
    {
        var slot = Slot(hash);
        if (heads[slot] == row)
        {
            heads[slot] = next[row];
            return;
        }

        var before = heads[slot];
        while (next[before] != row)
        {
            before = next[before];
        }

        next[before] = next[row];
    }

    private int Slot(ulong hash)
    {
        var mask = heads.Length - 1;
        var slot = (int)(hash & (ulong)mask);
        while (heads[slot] != Free && hashes[slot] != hash)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }
}
