namespace LakeVersion.Versioning.Verifying;

/// <summary>64-bit hashes with a number each: 19 to 38 bytes a pair. Safe for concurrent use.</summary>
internal sealed class PackedMap
{
    private const int Shards = 64;

    private readonly Shard[] shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard())];

    /// <summary>Puts a number where there is none, or replaces it by one made of it; returns what was there before.</summary>
    public long? Set(ulong hash, Func<long?, long> next) => shards[hash % Shards].Set(hash == 0 ? 1 : hash, next);

    /// <summary>All numbers, in no order.</summary>
    public IEnumerable<long> Values() => shards.SelectMany(shard => shard.Values());

    private sealed class Shard
    {
        private readonly Lock gate = new();
        private ulong[] keys = new ulong[16];
        private long[] values = new long[16];
        private int count;

        public long? Set(ulong hash, Func<long?, long> next)
        {
            lock (gate)
            {
                var at = Find(keys, hash);
                var before = keys[at] == 0 ? (long?)null : values[at];
                values[at] = next(before);
                if (before is null)
                {
                    keys[at] = hash;
                    count++;
                    if (count > keys.Length / 20 * 17)
                    {
                        Grow();
                    }
                }

                return before;
            }
        }

        public IEnumerable<long> Values()
        {
            for (var i = 0; i < keys.Length; i++)
            {
                if (keys[i] != 0)
                {
                    yield return values[i];
                }
            }
        }

        private static int Find(ulong[] keys, ulong hash)
        {
            var mask = keys.Length - 1;
            var at = (int)(hash >> 8) & mask;
            while (keys[at] != 0 && keys[at] != hash)
            {
                at = (at + 1) & mask;
            }

            return at;
        }

        private void Grow()
        {
            var (oldKeys, oldValues) = (keys, values);
            (keys, values) = (new ulong[oldKeys.Length * 2], new long[oldKeys.Length * 2]);
            for (var i = 0; i < oldKeys.Length; i++)
            {
                if (oldKeys[i] != 0)
                {
                    var at = Find(keys, oldKeys[i]);
                    (keys[at], values[at]) = (oldKeys[i], oldValues[i]);
                }
            }
        }
    }
}
