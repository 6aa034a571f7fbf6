using System.Buffers;
using System.Runtime.CompilerServices;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Lakes;

/// <summary>A store that is read as it is, and whose writes stay in memory: a dry run is the real run on top of it.</summary>
/// <remarks>Large streams are only counted; nothing reads them back in a dry run. Nothing can be deleted.</remarks>
internal sealed class DryRunStore(IObjectStore inner, TimeProvider time) : IObjectStore
{
    private const int MostKeptBytes = 16 << 20;

    private readonly MemoryStore written = new(time);

    public string Name => inner.Name;

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        await (await HolderAsync(key, cancellationToken)).GetAsync(key, cancellationToken);

    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        await (await HolderAsync(key, cancellationToken)).GetRangeAsync(key, offset, length, cancellationToken);

    public async ValueTask<VersionedRange> GetRangeAsync(
        StoreKey key, ObjectVersion version, long offset, int length, CancellationToken cancellationToken = default) =>
        await (await HolderAsync(key, cancellationToken)).GetRangeAsync(key, version, offset, length, cancellationToken);

    public async ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        await written.StatAsync(key, cancellationToken) ?? await inner.StatAsync(key, cancellationToken);

    public ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        written.PutAsync(key, content, cancellationToken);

    public async ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default)
    {
        using var kept = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        var size = 0L;
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken) is var count and > 0)
            {
                size += count;
                if (size <= MostKeptBytes)
                {
                    await kept.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (size <= MostKeptBytes)
        {
            await written.PutAsync(key, kept.GetBuffer().AsMemory(0, (int)size), cancellationToken);
        }

        return size;
    }

    public async ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        await inner.StatAsync(key, cancellationToken) is null
            ? await written.CreateAsync(key, content, cancellationToken)
            : new CreateOutcome(CreateResult.Exists);

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public async IAsyncEnumerable<ListItem> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var own = new List<ListItem>();
        await foreach (var item in written.ListAsync(request, cancellationToken))
        {
            own.Add(item);
        }

        var next = 0;
        var left = request.Limit ?? int.MaxValue;
        await foreach (var item in inner.ListAsync(request, cancellationToken))
        {
            for (; next < own.Count && left > 0 && Utf8Order.Compare(own[next].Name, item.Name) < 0; left--)
            {
                yield return own[next++];
            }

            if (left-- <= 0)
            {
                yield break;
            }

            next += next < own.Count && own[next].Name == item.Name ? 1 : 0;
            yield return item;
        }

        for (; next < own.Count && left > 0; left--)
        {
            yield return own[next++];
        }
    }

    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) =>
        throw LakeException.Unsupported("A dry run deletes no stored objects.");

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => inner.GetTimeAsync(cancellationToken);

    private async ValueTask<IObjectStore> HolderAsync(StoreKey key, CancellationToken cancellationToken) =>
        await written.StatAsync(key, cancellationToken) is null ? inner : written;
}
