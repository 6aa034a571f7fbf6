using System.Runtime.CompilerServices;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Support;

/// <summary>A folder of fixtures that can be written to: what is written stays in memory, and stands in the place of what was there.</summary>
internal sealed class OverlayStore(IObjectStore below) : IObjectStore
{
    public MemoryStore Written { get; } = new();

    public string Name => below.Name;

    public async Task<HashSet<string>> WrittenNamesAsync()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var item in Written.ListAsync(new ListRequest()))
        {
            names.Add(item.Name);
        }

        return names;
    }

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        await Written.GetAsync(key, cancellationToken) is { } found ? found : await below.GetAsync(key, cancellationToken);

    public async ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        await Written.GetRangeAsync(key, offset, length, cancellationToken) is { } found ? found : await below.GetRangeAsync(key, offset, length, cancellationToken);

    public async ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        await Written.StatAsync(key, cancellationToken) ?? await below.StatAsync(key, cancellationToken);

    public async IAsyncEnumerable<ListItem> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var found = new SortedDictionary<string, ListItem>(Utf8Order.Comparer);
        await foreach (var item in below.ListAsync(request, cancellationToken))
        {
            found[item.Name] = item;
        }

        await foreach (var item in Written.ListAsync(request, cancellationToken))
        {
            found[item.Name] = item;
        }

        foreach (var item in found.Values)
        {
            yield return item;
        }
    }

    public ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => Written.PutAsync(key, content, cancellationToken);

    public ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) => Written.PutAsync(key, content, cancellationToken);

    public ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        Written.CreateAsync(key, content, cancellationToken);

    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) => Written.DeleteAsync(keys, cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => Written.GetTimeAsync(cancellationToken);
}
