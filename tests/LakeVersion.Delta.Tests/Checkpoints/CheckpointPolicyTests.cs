using Apache.Arrow.Types;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Checkpoints;

public sealed class CheckpointPolicyTests
{
    [Fact]
    public async Task A_small_log_is_checkpointed_every_ten_versions()
    {
        var store = new MemoryStore();
        await AppendAsync(store, 35);
        Assert.Equal([10, 20, 30], await CheckpointsAsync(store));
        Assert.Equal(30, (await (await DeltaTable.OpenAsync(store, Context)).SnapshotAsync()).CheckpointVersion);
    }

    [Fact]
    public async Task After_a_large_checkpoint_the_next_one_waits_until_the_commits_are_a_tenth_of_it()
    {
        var store = new MemoryStore();
        var random = new byte[150_000];
        new Random(7).NextBytes(random);
        var table = await AppendAsync(store, 0, ("large", Convert.ToBase64String(random)));
        var written = await table.CheckpointAsync();
        await AppendAsync(store, 70);

        var next = (await CheckpointsAsync(store))[1];

        Assert.InRange(next, 20, 69);
        Assert.InRange(await JsonBytesAsync(store, next), written.SizeBytes / 10, long.MaxValue);
        Assert.InRange(await JsonBytesAsync(store, next - 10), 0, (written.SizeBytes / 10) - 1);
    }

    [Fact]
    public async Task The_table_s_own_interval_binds()
    {
        var store = new MemoryStore();
        await AppendAsync(store, 9, ("delta.checkpointInterval", "4"));
        Assert.Equal([4, 8], await CheckpointsAsync(store));
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_written_fails_no_commit()
    {
        var store = new FaultyPuts();
        var table = await AppendAsync(store, 12);
        Assert.Equal(12, (await table.SnapshotAsync()).Version);
        Assert.Empty(await CheckpointsAsync(store));
        Assert.True(store.Refused > 0);
    }

    private static async Task<DeltaTable> AppendAsync(IObjectStore store, int count, params (string Name, string Value)[] properties)
    {
        var options = new CreateOptions { Properties = properties.ToDictionary(property => property.Name, property => property.Value) };
        var exists = await store.StatAsync(StoreKey.Parse("_delta_log/00000000000000000000.json")) is not null;
        var table = exists ? await DeltaTable.OpenAsync(store, Context) : await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)), options);
        for (var i = 0; i < count; i++)
        {
            await table.AppendAsync(Stream(Batch(("id", Longs(i)))));
        }

        return table;
    }

    private static async Task<long> JsonBytesAsync(IObjectStore store, long upTo)
    {
        var sum = 0L;
        for (var version = 1; version <= upTo; version++)
        {
            sum += (await store.StatAsync(StoreKey.Parse($"_delta_log/{version:D20}.json")))!.Value.SizeBytes;
        }

        return sum;
    }

    private static async Task<List<long>> CheckpointsAsync(IObjectStore store)
    {
        var versions = new List<long>();
        await foreach (var item in store.ListAsync(new ListRequest { Prefix = "_delta_log/" }))
        {
            if (item.Name.EndsWith(".checkpoint.parquet", StringComparison.Ordinal))
            {
                versions.Add(long.Parse(Path.GetFileName(item.Name)[..20], System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return versions;
    }

    /// <summary>A store that takes no checkpoints and no checksums.</summary>
    private sealed class FaultyPuts : IObjectStore
    {
        private readonly MemoryStore inner = new();

        public int Refused { get; private set; }

        public string Name => inner.Name;

        public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) => inner.GetAsync(key, cancellationToken);

        public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
            inner.GetRangeAsync(key, offset, length, cancellationToken);

        public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) => inner.StatAsync(key, cancellationToken);

        public ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            Check(key);
            return inner.PutAsync(key, content, cancellationToken);
        }

        public ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default)
        {
            Check(key);
            return inner.PutAsync(key, content, cancellationToken);
        }

        public ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            Check(key);
            return inner.CreateAsync(key, content, cancellationToken);
        }

        public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => inner.SettleAsync(key, cancellationToken);

        public IAsyncEnumerable<ListItem> ListAsync(ListRequest request, CancellationToken cancellationToken = default) => inner.ListAsync(request, cancellationToken);

        public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) => inner.DeleteAsync(keys, cancellationToken);

        public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => inner.GetTimeAsync(cancellationToken);

        private void Check(StoreKey key)
        {
            if (key.Value.Contains(".checkpoint.", StringComparison.Ordinal) || key.Value.EndsWith(".crc", StringComparison.Ordinal))
            {
                Refused++;
                throw LakeException.Unavailable("not now");
            }
        }
    }
}
