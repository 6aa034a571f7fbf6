using System.Runtime.CompilerServices;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Support;

/// <summary>A folder of fixtures as if some files were not there, held other bytes, or were written at other times.</summary>
internal sealed class AlteredStore(IObjectStore inner) : IObjectStore
{
    public Func<string, bool> Hides { get; init; } = _ => false;

    public Func<string, byte[]?> Replaces { get; init; } = _ => null;

    public Func<string, DateTimeOffset?> Times { get; init; } = _ => null;

    public string Name => inner.Name;

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        if (Hides(key.Value))
        {
            return null;
        }

        return Replaces(key.Value) is { } other ? new ReadOnlyMemory<byte>(other) : await inner.GetAsync(key, cancellationToken);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default)
    {
        if (Hides(key.Value) || Replaces(key.Value) is null)
        {
            return Hides(key.Value) ? null : await inner.GetRangeAsync(key, offset, length, cancellationToken);
        }

        var content = Replaces(key.Value)!.AsMemory();
        var begin = (int)Math.Min(offset, content.Length);
        return content.Slice(begin, Math.Min(length, content.Length - begin));
    }

    public async ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        !Hides(key.Value) && await inner.StatAsync(key, cancellationToken) is { } info ? Seen(key.Value, info) : null;

    public async IAsyncEnumerable<ListItem> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in inner.ListAsync(request, cancellationToken))
        {
            if (!Hides(item.Name))
            {
                yield return item.Info is { } info ? item with { Info = Seen(item.Name, info) } : item;
            }
        }
    }

    public ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => inner.PutAsync(key, content, cancellationToken);

    public ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) => inner.PutAsync(key, content, cancellationToken);

    public ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        inner.CreateAsync(key, content, cancellationToken);

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => inner.SettleAsync(key, cancellationToken);

    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) => inner.DeleteAsync(keys, cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => inner.GetTimeAsync(cancellationToken);

    private ObjectInfo Seen(string key, ObjectInfo info) =>
        new(Replaces(key)?.Length ?? info.SizeBytes, Times(key) ?? info.Modified);
}
