using LakeVersion.Storage;

namespace LakeVersion.Tests.Attacks;

/// <summary>Cancels a token at its n-th operation, before or after the operation takes effect.</summary>
internal sealed class CancellingStore(IObjectStore inner, CancellationTokenSource source, int at, bool after) : IObjectStore
{
    private int operations;

    public bool Struck => Volatile.Read(ref operations) >= at;

    public string Name => inner.Name;

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        AroundAsync(() => inner.GetAsync(key, cancellationToken));

    public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        AroundAsync(() => inner.GetRangeAsync(key, offset, length, cancellationToken));

    public ValueTask<VersionedRange> GetRangeAsync(
        StoreKey key, ObjectVersion version, long offset, int length, CancellationToken cancellationToken = default) =>
        AroundAsync(() => inner.GetRangeAsync(key, version, offset, length, cancellationToken));

    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) => AroundAsync(() => inner.StatAsync(key, cancellationToken));

    public async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        await AroundAsync(async () =>
        {
            await inner.PutAsync(key, content, cancellationToken);
            return true;
        });

    public ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) =>
        AroundAsync(() => inner.PutAsync(key, content, cancellationToken));

    public ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        AroundAsync(() => inner.CreateAsync(key, content, cancellationToken));

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => inner.SettleAsync(key, cancellationToken);

    public IAsyncEnumerable<ListItem> ListAsync(ListRequest request, CancellationToken cancellationToken = default) => inner.ListAsync(request, cancellationToken);

    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) => inner.DeleteAsync(keys, cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => AroundAsync(() => inner.GetTimeAsync(cancellationToken));

    private async ValueTask<T> AroundAsync<T>(Func<ValueTask<T>> operation)
    {
        var strikes = Interlocked.Increment(ref operations) == at;
        if (strikes && !after)
        {
            await source.CancelAsync();
        }

        var result = await operation();
        if (strikes && after)
        {
            await source.CancelAsync();
        }

        return result;
    }
}
