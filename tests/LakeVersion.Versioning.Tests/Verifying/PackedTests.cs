using LakeVersion.Testing;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Versioning.Tests.Verifying;

[Collection(nameof(HostileObjectTests))] // Alone: what others allocate would count.
[Trait("store", "none")]
public sealed class PackedTests
{
    [Fact]
    public void A_packed_set_and_map_hold_what_was_put_into_them_and_nothing_else()
    {
        var random = new Random(5);
        var (set, map) = (new PackedSet(), new PackedMap());
        var known = new Dictionary<ulong, long>();
        for (var i = 0; i < 200_000; i++)
        {
            var hash = i == 7 ? 0 : (ulong)random.NextInt64(300_000) * 0x9e3779b97f4a7c15;
            Assert.Equal(known.ContainsKey(hash), set.Contains(hash));
            Assert.Equal(!known.ContainsKey(hash), set.Add(hash));
            Assert.Equal(known.TryGetValue(hash, out var value) ? value : null, map.Set(hash, before => (before ?? 0) + i));
            known[hash] = value + i;
        }

        Assert.Equal(known.Count, set.Count);
        Assert.Equal(known.Values.Order(), map.Values().Order());
    }

    [Fact]
    public void A_place_in_a_packed_set_takes_at_most_nineteen_bytes()
    {
        const int Count = 1_000_000;
        var entropy = new SeededEntropy(3);
        var bytes = new byte[8];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var set = new PackedSet();
        for (var i = 0; i < Count; i++)
        {
            entropy.Fill(bytes);
            set.Add(BitConverter.ToUInt64(bytes));
        }

        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(taken < Count * 21L, $"{taken / (double)Count} bytes a place");
        Assert.Equal(Count, set.Count);
    }

    [Fact]
    public async Task A_parallel_walk_visits_all_that_is_led_to_once_and_ends_with_the_first_failure()
    {
        var seen = new System.Collections.Concurrent.ConcurrentBag<int>();
        await ParallelWalk.RunAsync([1], 4, async (n, _) =>
        {
            await Task.Yield();
            seen.Add(n);
            return n < 500 ? [n * 2, (n * 2) + 1] : [];
        }, default);
        Assert.Equal(Enumerable.Range(1, 999), seen.Order());
        await Assert.ThrowsAsync<InvalidOperationException>(() => ParallelWalk.RunAsync([1], 4, (n, _) =>
            n == 300 ? throw new InvalidOperationException() : ValueTask.FromResult<IReadOnlyList<int>>([n * 2, (n * 2) + 1]), default));
        await ParallelWalk.RunAsync<int>([], 4, (_, _) => throw new InvalidOperationException(), default);
    }
}
