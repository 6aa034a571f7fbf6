using LakeVersion.Storage;

namespace LakeVersion.Verifying;

/// <summary>A lake's store as it would be with some objects put back from a copy. Nothing is written to either.</summary>
internal sealed class OverlayStore(IObjectStore inner, IObjectStore copy, IReadOnlySet<string> replaced) : DelegatingStore(inner)
{
    public override ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        Of(key).GetAsync(key, cancellationToken);

    public override ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken = default) =>
        Of(key).GetRangeAsync(key, offset, length, cancellationToken);

    public override ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        Of(key).StatAsync(key, cancellationToken);

    public override async IAsyncEnumerable<ListItem> ListAsync(
        ListRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);

        // What is put back stands among the others in the order of keys. A limit of the store's own lines is never too small.
        using var added = (await AddedAsync(request, cancellationToken).ConfigureAwait(false)).GetEnumerator();
        var waits = added.MoveNext();
        var left = request.Limit ?? int.MaxValue;
        await foreach (var item in Inner.ListAsync(request, cancellationToken).ConfigureAwait(false))
        {
            for (; waits && left > 0 && Utf8Order.Compare(added.Current.Name, item.Name) <= 0; waits = added.MoveNext())
            {
                if (added.Current.Name != item.Name)
                {
                    left--;
                    yield return added.Current;
                }
            }

            if (left-- <= 0)
            {
                yield break;
            }

            yield return item.Info is not null && replaced.Contains(item.Name)
                ? new ListItem(item.Name, await copy.StatAsync(StoreKey.Parse(item.Name), cancellationToken).ConfigureAwait(false))
                : item;
        }

        for (; waits && left > 0; waits = added.MoveNext(), left--)
        {
            yield return added.Current;
        }
    }

    public override ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw NoWrites();

    public override ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default) => throw NoWrites();

    public override ValueTask<CreateOutcome> CreateAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw NoWrites();

    public override ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default) => throw NoWrites();

    private static LakeException NoWrites() => new(LakeErrorKind.Internal, "A check writes nothing.");

    private IObjectStore Of(StoreKey key) => replaced.Contains(key.Value) ? copy : Inner;

    private async ValueTask<List<ListItem>> AddedAsync(ListRequest request, CancellationToken cancellationToken)
    {
        var items = new SortedDictionary<string, ListItem>(Utf8Order.Comparer);
        foreach (var key in replaced.Where(key => key.StartsWith(request.Prefix, StringComparison.Ordinal)))
        {
            var slash = request.Folders ? key.IndexOf('/', request.Prefix.Length) : -1;
            var name = slash < 0 ? key : key[..(slash + 1)];
            if (request.StartAfter is null || Utf8Order.Compare(name, request.StartAfter) > 0)
            {
                items[name] = new ListItem(name, slash < 0 ? await copy.StatAsync(StoreKey.Parse(key), cancellationToken).ConfigureAwait(false) : null);
            }
        }

        return [.. items.Values];
    }
}
