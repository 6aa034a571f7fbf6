namespace LakeVersion.Storage;

/// <summary>One version of an object as a stream that seeks: it holds one part of the object in memory, and reads asynchronously only.</summary>
/// <remarks>Whoever reads it to its end has read one content, whatever others did to the object meanwhile.</remarks>
public sealed class ObjectStream : Stream
{
    private const int PartBytes = 8 << 20;

    private readonly IObjectStore store;
    private readonly StoreKey key;
    private readonly ObjectVersion version;
    private ReadOnlyMemory<byte> part;
    private long partStart;
    private long position;

    /// <summary>Opens a version of an object; nothing is read yet.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The object.</param>
    /// <param name="info">What the store said of it, with its version.</param>
    /// <exception cref="LakeException">Unsupported: the store tells no versions.</exception>
    public ObjectStream(IObjectStore store, StoreKey key, ObjectInfo info)
    {
        ArgumentNullException.ThrowIfNull(store);
        (this.store, this.key) = (store, key);
        version = info.Version
            ?? throw LakeException.Unsupported($"'{store.Name}' tells no versions of its objects, so '{key}' cannot be read as one content.");
        Length = info.SizeBytes;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
        }
    }

    /// <summary>Reads some bytes.</summary>
    /// <exception cref="LakeException">Conflict: the object was replaced or deleted since it was looked at.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        if (position < partStart || position >= partStart + part.Length)
        {
            part = await ReadPartAsync(position, (int)Math.Min(PartBytes, Length - position), cancellationToken).ConfigureAwait(false);
            partStart = position;
        }

        var rest = part[(int)(position - partStart)..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        position += count;
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Not supported: a store may be far away.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("An object is read asynchronously.");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => position,
        _ => Length,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <summary>Not supported.</summary>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Not supported.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<ReadOnlyMemory<byte>> ReadPartAsync(long offset, int length, CancellationToken cancellationToken)
    {
        var range = await store.GetRangeAsync(key, version, offset, length, cancellationToken).ConfigureAwait(false);
        return range switch
        {
            { Result: VersionedResult.Missing } => throw LakeException.Conflict($"'{key}' in '{store.Name}' was deleted while it was read. Nothing of it is used; begin again."),
            { Result: VersionedResult.Changed } => throw LakeException.Conflict($"'{key}' in '{store.Name}' was replaced while it was read. Nothing of it is used; begin again."),
            { Content.Length: 0 } => throw LakeException.Corrupt($"'{key}' in '{store.Name}' ends at byte {offset}: expected {Length} bytes."),
            _ => range.Content,
        };
    }
}
