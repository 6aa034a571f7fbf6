using LakeVersion.Storage;

namespace LakeVersion.Testing.Stores;

/// <summary>A store whose clock is another: for tests that turn the time. The times of objects stay those of the store.</summary>
public sealed class ClockedStore(IObjectStore inner, TimeProvider time) : IObjectStore
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        inner.GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        inner.GetRangeAsync(key, offset, length, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<VersionedRange> GetRangeAsync(
        StoreKey key, ObjectVersion version, long offset, int length, CancellationToken cancellationToken = default) =>
        inner.GetRangeAsync(key, version, offset, length, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        inner.StatAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        inner.PutAsync(key, content, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) =>
        inner.PutAsync(key, content, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        inner.CreateAsync(key, content, cancellationToken);

    /// <inheritdoc/>
    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        inner.SettleAsync(key, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ListItem> ListAsync(ListRequest request, CancellationToken cancellationToken = default) =>
        inner.ListAsync(request, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) =>
        inner.DeleteAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => new(time.GetUtcNow());
}
