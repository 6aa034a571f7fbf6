namespace LakeVersion.Storage;

/// <summary>Objects under keys, in one root: the only thing that LakeVersion asks of a place that stores data.</summary>
/// <remarks>
/// <para>Every implementation passes one conformance suite. All methods are safe for concurrent use.</para>
/// <para>A finished put is complete, visible to every reader at once, and survives a crash of this machine when
/// the call returns. An object appears whole or not at all.</para>
/// <para>Memory that a store hands out is shared and never changes; the caller may keep it, and must not write
/// to it. Memory that a caller hands in belongs to the caller again when the call returns.</para>
/// <para>Failures are <see cref="LakeException"/> of the kind Unavailable (the store), Refused (permission) or
/// Unsupported (the store lacks what the call needs).</para>
/// </remarks>
public interface IObjectStore
{
    /// <summary>Where the store is, for messages; never with credentials.</summary>
    string Name { get; }

    /// <summary>The whole object, or null where there is none.</summary>
    ValueTask<ReadOnlyMemory<byte>?> GetAsync(StoreKey key, CancellationToken cancellationToken = default);

    /// <summary>A range of an object, in bytes; null where there is no object.</summary>
    /// <returns>Shorter than <paramref name="length"/>, or empty, where the object ends sooner.</returns>
    ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(
        StoreKey key, long offset, int length, CancellationToken cancellationToken = default);

    /// <summary>A range of an object, in bytes, as long as the object is the version that the caller means.</summary>
    /// <remarks>
    /// The version is checked against the very content that the bytes come from, not before or after. Where the version
    /// has an id, the store reads that version even if a later one replaced it.
    /// </remarks>
    /// <exception cref="LakeException">Unsupported: the store tells no versions, as this default does.</exception>
    ValueTask<VersionedRange> GetRangeAsync(
        StoreKey key, ObjectVersion version, long offset, int length, CancellationToken cancellationToken = default) =>
        throw LakeException.Unsupported($"'{Name}' tells no versions of its objects, so '{key}' cannot be read at one.");

    /// <summary>Size, time and version of an object without its bytes, or null where there is none.</summary>
    ValueTask<ObjectInfo?> StatAsync(StoreKey key, CancellationToken cancellationToken = default);

    /// <summary>Stores an object, replacing any that has the key.</summary>
    ValueTask PutAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Stores an object from a stream of unknown length with bounded memory; returns its size in bytes.</summary>
    /// <remarks>The stream is read to its end from where it stands, and is not disposed.</remarks>
    ValueTask<long> PutAsync(StoreKey key, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Stores an object only where none has the key: of any number of callers at most one creates it.</summary>
    /// <remarks>The one primitive that publishing rests on. It never retries by itself.</remarks>
    /// <returns>An unclear outcome is a value, not an exception; the object may then appear later.</returns>
    ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Makes sure that an object which is visible now, whoever wrote it, survives a crash.</summary>
    /// <remarks>Free on object storage. A local folder flushes the folders that name the object.</remarks>
    ValueTask SettleAsync(StoreKey key, CancellationToken cancellationToken = default);

    /// <summary>Lists keys in ascending order of their UTF-8 bytes.</summary>
    /// <remarks>Objects created or deleted during the listing may or may not be in it; all others are.</remarks>
    IAsyncEnumerable<ListItem> ListAsync(ListRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes objects. A key that has none is no error.</summary>
    ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default);

    /// <summary>The store's own clock, in UTC: what all writers of the store share.</summary>
    ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default);
}
