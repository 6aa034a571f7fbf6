using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace LakeVersion.Storage;

/// <summary>Objects in the memory of this process; nothing of them outlives it.</summary>
/// <remarks>The state is one immutable set that writers replace. Every write has a tag of its own, whatever its content. A listing shows the store as it was when the listing began.</remarks>
public sealed class MemoryStore : IObjectStore
{
    private readonly TimeProvider timeProvider;
    private readonly Lock writing = new();
    private long writes;
    private volatile ImmutableSortedSet<Stored> objects = ImmutableSortedSet.Create<Stored>(StoredOrder.Instance);

    /// <summary>Creates an empty store.</summary>
    /// <param name="timeProvider">The store's clock; null for the system's.</param>
    /// <param name="name">The store's name in messages.</param>
    public MemoryStore(TimeProvider? timeProvider = null, string name = "memory")
    {
        this.timeProvider = timeProvider ?? TimeProvider.System;
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Find(key)?.Content);
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        cancellationToken.ThrowIfCancellationRequested();

        // A bare null here would be an empty array, and so an empty object.
        return new(Find(key) is { } found ? ByteRange.Of(found.Content, offset, length) : default(ReadOnlyMemory<byte>?));
    }

    /// <inheritdoc/>
    public ValueTask<VersionedRange> GetRangeAsync(
        StoreKey key, ObjectVersion version, long offset, int length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        cancellationToken.ThrowIfCancellationRequested();
        if (Find(key) is not { } found)
        {
            return new(new VersionedRange(VersionedResult.Missing, default));
        }

        return new(found.Info.Version == version
            ? new VersionedRange(VersionedResult.Same, ByteRange.Of(found.Content, offset, length))
            : new VersionedRange(VersionedResult.Changed, default));
    }

    /// <inheritdoc/>
    public ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Find(key)?.Info);
    }

    /// <inheritdoc/>
    public ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Store(key, content.ToArray(), replace: true);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var buffer = new MemoryStream();
        await content.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        Store(key, buffer.ToArray(), replace: true);
        return buffer.Length;
    }

    /// <inheritdoc/>
    public ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var created = Store(key, content.ToArray(), replace: false);
        return new(new CreateOutcome(created ? CreateResult.Created : CreateResult.Exists));
    }

    /// <summary>Does nothing: this store promises no durability.</summary>
    public ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListItem> ListAsync(
        ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var window = new ListWindow(request);
        var prefix = request.Prefix;
        var snapshot = objects;
        var left = request.Limit ?? int.MaxValue;
        var index = IndexOf(snapshot, Utf8Order.Compare(request.StartAfter, prefix) > 0 ? request.StartAfter! : prefix);
        while (left > 0 && index < snapshot.Count && snapshot[index].Name.StartsWith(prefix, StringComparison.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stored = snapshot[index];
            var slash = request.Folders ? stored.Name.IndexOf('/', prefix.Length) : -1;
            var item = slash < 0 ? new ListItem(stored.Name, stored.Info) : new ListItem(stored.Name[..(slash + 1)], null);

            // The digit 0 is the character after the slash, so that name comes right after all keys of the folder.
            index = slash < 0 ? index + 1 : IndexOf(snapshot, stored.Name[..slash] + '0');
            if (window.Admits(item.Name))
            {
                left--;
                yield return item;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        lock (writing)
        {
            objects = objects.Except(keys.Select(static key => Stored.Probe(Checked(key))));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => new(timeProvider.GetUtcNow());

    private bool Store(StoreKey key, ReadOnlyMemory<byte> content, bool replace)
    {
        var stored = new Stored(Checked(key), content, new ObjectInfo(content.Length, timeProvider.GetUtcNow(), NextVersion()));
        lock (writing)
        {
            var exists = objects.Contains(stored);
            if (exists && !replace)
            {
                return false;
            }

            objects = (exists ? objects.Remove(stored) : objects).Add(stored);
            return true;
        }
    }

    private ObjectVersion NextVersion() => new(Interlocked.Increment(ref writes).ToString(CultureInfo.InvariantCulture));

    private Stored? Find(StoreKey key) => objects.TryGetValue(Stored.Probe(Checked(key)), out var found) ? found : null;

    private static int IndexOf(ImmutableSortedSet<Stored> set, string name)
    {
        var index = set.IndexOf(Stored.Probe(name));
        return index < 0 ? ~index : index;
    }

    private static string Checked(StoreKey key) =>
        key.Value.Length > 0 ? key.Value : throw LakeException.Invalid("The key is empty. Parse keys with StoreKey.Parse.");

    private sealed record Stored(string Name, ReadOnlyMemory<byte> Content, ObjectInfo Info)
    {
        // The set finds by name alone.
        public static Stored Probe(string name) => new(name, default, default);
    }

    private sealed class StoredOrder : IComparer<Stored>
    {
        public static StoredOrder Instance { get; } = new();

        public int Compare(Stored? x, Stored? y) => Utf8Order.Compare(x?.Name, y?.Name);
    }
}
