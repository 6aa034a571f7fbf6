namespace LakeVersion.Versioning.Verifying;

/// <summary>A set of 64-bit hashes: 9 to 19 bytes each, whatever they stand for. Safe for concurrent use.</summary>
/// <remarks>Two things of one hash count as one. With seeded hashes that happens among 10^8 things once in some three thousand runs.</remarks>
internal sealed class PackedSet
{
    private const int Shards = 64;

    private readonly Shard[] shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard())];

    public long Count => shards.Sum(shard => (long)shard.Count);

    /// <summary>True where the hash is new.</summary>
    public bool Add(ulong hash) => shards[hash % Shards].Add(hash == 0 ? 1 : hash);

    public bool Contains(ulong hash) => shards[hash % Shards].Contains(hash == 0 ? 1 : hash);

    private sealed class Shard
    {
        private readonly Lock gate = new();
        private ulong[] slots = new ulong[16];

        public int Count { get; private set; }

        public bool Add(ulong hash)
        {
            lock (gate)
            {
                var at = Find(slots, hash);
                if (slots[at] != 0)
                {
                    return false;
                }

                slots[at] = hash;
                Count++;
                if (Count > slots.Length / 20 * 17)
                {
                    Grow();
                }

                return true;
            }
        }

        public bool Contains(ulong hash)
        {
            lock (gate)
            {
                return slots[Find(slots, hash)] != 0;
            }
        }

        // The slot of the hash, or the free one where it would go. The low bits chose the shard.
        private static int Find(ulong[] slots, ulong hash)
        {
            var mask = slots.Length - 1;
            var at = (int)(hash >> 8) & mask;
            while (slots[at] != 0 && slots[at] != hash)
            {
                at = (at + 1) & mask;
            }

            return at;
        }

        private void Grow()
        {
            var larger = new ulong[slots.Length * 2];
            foreach (var hash in slots)
            {
                if (hash != 0)
                {
                    larger[Find(larger, hash)] = hash;
                }
            }

            slots = larger;
        }
    }
}
