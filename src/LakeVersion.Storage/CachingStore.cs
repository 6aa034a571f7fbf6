using LakeVersion.Storage.Caching;

namespace LakeVersion.Storage;

/// <summary>Keeps what was read of objects that never change, in memory and then on disk.</summary>
/// <remarks>
/// <para>1. Only keys that the caller calls immutable are kept; all else goes through. 2. Bytes are kept by place: whole
/// objects, and ranges by exact key, offset and length (a kept whole object answers its ranges too). 3. That an object
/// is absent is never kept. 4. What this process puts or creates is kept in memory if it is small and the outcome is
/// certain. 5. A put over, or delete of, an object drops what this process keeps of it, in memory and on disk; what other
/// processes keep in memory they do not learn to drop.</para>
/// <para>Existence, sizes, versions, listings and the time always come from the store.</para>
/// </remarks>
public sealed class CachingStore : DelegatingStore
{
    private readonly Func<StoreKey, bool> isImmutable;
    private readonly CachingOptions options;
    private readonly MemoryCache memory;
    private readonly DiskCache? disk;

    /// <summary>Wraps a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="isImmutable">True for the keys whose objects never change once they are there; called often, so quick.</param>
    /// <param name="options">Sizes and places; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is a disk folder but no scope.</exception>
    public CachingStore(IObjectStore inner, Func<StoreKey, bool> isImmutable, CachingOptions? options = null)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(isImmutable);
        this.isImmutable = isImmutable;
        this.options = options ?? new CachingOptions();
        memory = new MemoryCache(this.options.MemoryBytes);
        if (this.options.DiskFolder is { } folder)
        {
            ArgumentException.ThrowIfNullOrEmpty(this.options.Scope, nameof(options));
            disk = new DiskCache(folder, this.options.Scope, this.options.DiskBytes, this.options.Entropy, this.options.TimeProvider);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default) =>
        isImmutable(key) ? ReadAsync(CachePlace.Whole(key), cancellationToken) : Inner.GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (!isImmutable(key))
        {
            return Inner.GetRangeAsync(key, offset, length, cancellationToken);
        }

        return memory.TryGet(CachePlace.Whole(key), out var whole)
            ? new ValueTask<ReadOnlyMemory<byte>?>(ByteRange.Of(whole.Value, offset, length))
            : ReadAsync(new CachePlace(key, offset, length), cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var generation = memory.Generation;
        try
        {
            await Inner.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // A put that failed may still have replaced the object.
            Drop([key]);
        }

        // One more for this put's own drop.
        Keep(key, content, generation + 1);
    }

    /// <inheritdoc/>
    public override async ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default)
    {
        try
        {
            return await Inner.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Drop([key]);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var generation = memory.Generation;
        var outcome = await Inner.CreateAsync(key, content, cancellationToken).ConfigureAwait(false);
        if (outcome.Result == CreateResult.Created)
        {
            Keep(key, content, generation);
        }

        return outcome;
    }

    /// <inheritdoc/>
    public override async ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        try
        {
            await Inner.DeleteAsync(keys, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Drop(keys);
        }
    }

    private ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CachePlace place, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return memory.TryGet(place, out var kept)
            ? new ValueTask<ReadOnlyMemory<byte>?>(kept)
            : FetchAsync(place, cancellationToken);
    }

    private async ValueTask<ReadOnlyMemory<byte>?> FetchAsync(CachePlace place, CancellationToken cancellationToken)
    {
        var generation = memory.Generation;
        var kept = disk is null ? null : await Task.Run(() => disk.Get(place), cancellationToken).ConfigureAwait(false);
        var content = kept ?? (place.Length < 0
            ? await Inner.GetAsync(place.Key, cancellationToken).ConfigureAwait(false)
            : await Inner.GetRangeAsync(place.Key, place.Offset, place.Length, cancellationToken).ConfigureAwait(false));
        if (content is { } found)
        {
            memory.Add(place, found, generation);
            if (disk is not null && kept is null)
            {
                await Task.Run(() => KeepOnDisk(disk, place, found, generation), cancellationToken).ConfigureAwait(false);
            }
        }

        return content;
    }

    // Rule 5 against a fetch that overlaps a put or delete: the writer raises the generation before it drops, the
    // reader adds before it looks, so one of them sees the other.
    private void KeepOnDisk(DiskCache cache, CachePlace place, ReadOnlyMemory<byte> content, long generation)
    {
        cache.Add(place, content);
        if (memory.Generation != generation)
        {
            cache.Remove(new HashSet<StoreKey> { place.Key });
        }
    }

    // Rule 4. The caller's memory is the caller's again, so it is copied. A generation that moved on means that somebody
    // may have deleted or replaced the object meanwhile.
    private void Keep(StoreKey key, ReadOnlyMemory<byte> content, long generation)
    {
        if (content.Length <= options.MaxWrittenBytes && isImmutable(key))
        {
            memory.Add(CachePlace.Whole(key), content.ToArray(), generation);
        }
    }

    private void Drop(IReadOnlyCollection<StoreKey> keys)
    {
        var immutable = keys.Where(isImmutable).ToHashSet();
        if (immutable.Count > 0)
        {
            memory.Remove(immutable);
            disk?.Remove(immutable);
        }
    }
}
