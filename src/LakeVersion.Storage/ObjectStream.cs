namespace LakeVersion.Storage;

/// <summary>One version of an object as a stream.</summary>
/// <remarks>Whoever reads it to its end has read one content, whatever others did to the object meanwhile.</remarks>
public sealed class ObjectStream : PartStream
{
    private const int PartBytes = 8 << 20;

    private readonly IObjectStore store;
    private readonly StoreKey key;
    private readonly ObjectVersion version;

    /// <summary>Opens a version of an object; nothing is read yet.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The object.</param>
    /// <param name="info">What the store said of it, with its version.</param>
    /// <exception cref="LakeException">Unsupported: the store tells no versions.</exception>
    public ObjectStream(IObjectStore store, StoreKey key, ObjectInfo info)
        : base(info.SizeBytes)
    {
        ArgumentNullException.ThrowIfNull(store);
        (this.store, this.key) = (store, key);
        version = info.Version
            ?? throw LakeException.Unsupported($"'{store.Name}' tells no versions of its objects, so '{key}' cannot be read as one content.");
    }

    /// <inheritdoc/>
    /// <exception cref="LakeException">Conflict: the object was replaced or deleted since it was looked at.</exception>
    protected override async ValueTask<(long Start, ReadOnlyMemory<byte> Bytes)> ReadPartAsync(long offset, CancellationToken cancellationToken)
    {
        var length = (int)Math.Min(PartBytes, Length - offset);
        var range = await store.GetRangeAsync(key, version, offset, length, cancellationToken).ConfigureAwait(false);
        return range switch
        {
            { Result: VersionedResult.Missing } => throw LakeException.Conflict($"'{key}' in '{store.Name}' was deleted while it was read. Nothing of it is used; begin again."),
            { Result: VersionedResult.Changed } => throw LakeException.Conflict($"'{key}' in '{store.Name}' was replaced while it was read. Nothing of it is used; begin again."),
            { Content.Length: 0 } => throw LakeException.Corrupt($"'{key}' in '{store.Name}' ends at byte {offset}: expected {Length} bytes."),
            _ => (offset, range.Content),
        };
    }
}
