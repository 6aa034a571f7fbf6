namespace LakeVersion.Storage;

/// <summary>A store that hands every call on to another: what changes only some calls derives from it.</summary>
public abstract class DelegatingStore : IObjectStore
{
    /// <summary>Wraps a store.</summary>
    protected DelegatingStore(IObjectStore inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    /// <summary>The store behind.</summary>
    public IObjectStore Inner { get; }

    /// <inheritdoc/>
    public virtual string Name => Inner.Name;

    /// <inheritdoc/>
    public virtual ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        Inner.GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        Inner.GetRangeAsync(key, offset, length, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<VersionedRange> GetRangeAsync(
        StoreKey key, ObjectVersion version, long offset, int length, CancellationToken cancellationToken = default) =>
        Inner.GetRangeAsync(key, version, offset, length, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        Inner.StatAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        Inner.PutAsync(key, content, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) =>
        Inner.PutAsync(key, content, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        Inner.CreateAsync(key, content, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        Inner.SettleAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<ListItem> ListAsync(ListRequest request, CancellationToken cancellationToken = default) =>
        Inner.ListAsync(request, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) =>
        Inner.DeleteAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) =>
        Inner.GetTimeAsync(cancellationToken);
}
