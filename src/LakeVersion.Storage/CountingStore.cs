using System.Runtime.CompilerServices;

namespace LakeVersion.Storage;

/// <summary>Counts what goes through to another store. Put it below a cache to see what the cache saves.</summary>
public sealed class CountingStore(IObjectStore inner) : IObjectStore
{
    private long gets;
    private long ranges;
    private long stats;
    private long puts;
    private long creates;
    private long settles;
    private long lists;
    private long listedItems;
    private long deletes;
    private long deletedKeys;
    private long times;
    private long bytesUp;
    private long bytesDown;

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <summary>The counters as they stand; each is exact, while requests under way may show in one and not yet in another.</summary>
    public StoreCounters Snapshot() => new()
    {
        Gets = Interlocked.Read(ref gets),
        Ranges = Interlocked.Read(ref ranges),
        Stats = Interlocked.Read(ref stats),
        Puts = Interlocked.Read(ref puts),
        Creates = Interlocked.Read(ref creates),
        Settles = Interlocked.Read(ref settles),
        Lists = Interlocked.Read(ref lists),
        ListedItems = Interlocked.Read(ref listedItems),
        Deletes = Interlocked.Read(ref deletes),
        DeletedKeys = Interlocked.Read(ref deletedKeys),
        Times = Interlocked.Read(ref times),
        BytesUp = Interlocked.Read(ref bytesUp),
        BytesDown = Interlocked.Read(ref bytesDown),
    };

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref gets);
        var content = await inner.GetAsync(key, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref bytesDown, content?.Length ?? 0);
        return content;
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref ranges);
        var content = await inner.GetRangeAsync(key, offset, length, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref bytesDown, content?.Length ?? 0);
        return content;
    }

    /// <inheritdoc/>
    public async ValueTask<VersionedRange> GetRangeAsync(
        StoreKey key, ObjectVersion version, long offset, int length, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref ranges);
        var range = await inner.GetRangeAsync(key, version, offset, length, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref bytesDown, range.Content.Length);
        return range;
    }

    /// <inheritdoc/>
    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref stats);
        return inner.StatAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref puts);
        await inner.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref bytesUp, content.Length);
    }

    /// <inheritdoc/>
    public async ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref puts);
        var size = await inner.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref bytesUp, size);
        return size;
    }

    /// <inheritdoc/>
    public async ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref creates);
        var outcome = await inner.CreateAsync(key, content, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref bytesUp, content.Length);
        return outcome;
    }

    /// <inheritdoc/>
    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref settles);
        return inner.SettleAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListItem> ListAsync(
        ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref lists);
        await foreach (var item in inner.ListAsync(request, cancellationToken).ConfigureAwait(false))
        {
            Interlocked.Increment(ref listedItems);
            yield return item;
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Interlocked.Increment(ref deletes);
        Interlocked.Add(ref deletedKeys, keys.Count);
        return inner.DeleteAsync(keys, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref times);
        return inner.GetTimeAsync(cancellationToken);
    }
}
