using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>Reads from one folder of a table, and what it lacks from another one: files of one name are the same wherever they are.</summary>
/// <param name="first">The folder.</param>
/// <param name="second">The other one.</param>
internal sealed class TwoFolders(IObjectStore first, IObjectStore second) : IObjectStore
{
    public string Name => first.Name;

    public static IObjectStore Of(IObjectStore first, IObjectStore second) => ReferenceEquals(first, second) ? first : new TwoFolders(first, second);

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        await first.GetAsync(key, cancellationToken).ConfigureAwait(false) ?? await second.GetAsync(key, cancellationToken).ConfigureAwait(false);

    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        await first.GetRangeAsync(key, offset, length, cancellationToken).ConfigureAwait(false)
        ?? await second.GetRangeAsync(key, offset, length, cancellationToken).ConfigureAwait(false);

    public async ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        await first.StatAsync(key, cancellationToken).ConfigureAwait(false) ?? await second.StatAsync(key, cancellationToken).ConfigureAwait(false);

    public ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => throw ReadOnly();

    public IAsyncEnumerable<ListItem> ListAsync(ListRequest request, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => first.GetTimeAsync(cancellationToken);

    private static NotSupportedException ReadOnly() => new("Files of two folders are read alone.");
}
