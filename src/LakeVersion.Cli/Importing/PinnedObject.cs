using LakeVersion.Outside;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Importing;

/// <summary>A store of one object at one version, so that a Parquet file whose object is replaced while it is read is noticed.</summary>
internal sealed class PinnedObject(OutsideObject source) : IObjectStore
{
    private readonly ObjectVersion version = source.Info.Version
        ?? throw LakeException.Unsupported($"'{source.Store.Name}' tells no versions of its objects, so '{source.Uri}' cannot be read as one content.");

    public string Name => source.Store.Name;

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        await GetRangeAsync(key, 0, checked((int)source.Info.SizeBytes), cancellationToken);

    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default)
    {
        var range = await source.Store.GetRangeAsync(source.Key, version, offset, length, cancellationToken);
        return range.Result == VersionedResult.Same
            ? range.Content
            : throw LakeException.Conflict($"'{source.Uri}' was {(range.Result == VersionedResult.Missing ? "deleted" : "replaced")} while it was read. Nothing was changed; begin again.");
    }

    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) => ValueTask.FromResult<ObjectInfo?>(source.Info);

    public ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => throw ReadOnly();

    public IAsyncEnumerable<ListItem> ListAsync(ListRequest request, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => source.Store.GetTimeAsync(cancellationToken);

    private static LakeException ReadOnly() => LakeException.Unsupported("A source of an import is only read.");
}
