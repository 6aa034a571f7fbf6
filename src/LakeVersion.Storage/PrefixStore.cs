using System.Runtime.CompilerServices;

namespace LakeVersion.Storage;

/// <summary>A folder of another store as a store of its own: keys and listings are relative to the folder.</summary>
/// <remarks>A key is Invalid where folder and key together are longer than a <see cref="StoreKey"/> may be.</remarks>
public sealed class PrefixStore : IObjectStore
{
    private readonly IObjectStore inner;
    private readonly string prefix;

    /// <summary>Wraps a folder of a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="folder">The folder's name, as a key without closing slash.</param>
    public PrefixStore(IObjectStore inner, StoreKey folder)
    {
        ArgumentNullException.ThrowIfNull(inner);
        this.inner = inner;
        prefix = folder.Value.Length > 0 ? folder.Value + "/" : throw LakeException.Invalid("The folder's name is empty.");
    }

    /// <inheritdoc/>
    public string Name => $"{inner.Name.TrimEnd('/')}/{prefix.TrimEnd('/')}";

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        inner.GetAsync(Whole(key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        inner.GetRangeAsync(Whole(key), offset, length, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<VersionedRange> GetRangeAsync(
        StoreKey key, ObjectVersion version, long offset, int length, CancellationToken cancellationToken = default) =>
        inner.GetRangeAsync(Whole(key), version, offset, length, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        inner.StatAsync(Whole(key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        inner.PutAsync(Whole(key), content, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) =>
        inner.PutAsync(Whole(key), content, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        inner.CreateAsync(Whole(key), content, cancellationToken);

    /// <inheritdoc/>
    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        inner.SettleAsync(Whole(key), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListItem> ListAsync(
        ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var whole = request with
        {
            Prefix = prefix + request.Prefix,
            StartAfter = request.StartAfter is { } name ? prefix + name : null,
        };
        await foreach (var item in inner.ListAsync(whole, cancellationToken).ConfigureAwait(false))
        {
            yield return item with { Name = item.Name[prefix.Length..] };
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return inner.DeleteAsync([.. keys.Select(Whole)], cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) =>
        inner.GetTimeAsync(cancellationToken);

    // An empty key must not become the folder itself.
    private StoreKey Whole(StoreKey key) => key.Value.Length > 0
        ? StoreKey.Parse(prefix + key.Value)
        : throw LakeException.Invalid("The key is empty. Parse keys with StoreKey.Parse.");
}
