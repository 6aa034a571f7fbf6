namespace LakeVersion.Storage;

/// <summary>Stored bytes as a stream that seeks: it holds the one part in memory that it stands in, and reads asynchronously only.</summary>
public abstract class PartStream : Stream
{
    private ReadOnlyMemory<byte> part;
    private long partStart;
    private long position;

    /// <summary>A stream of a length in bytes; nothing is read yet.</summary>
    protected PartStream(long length) => Length = length;

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

    /// <summary>Reads some bytes, at most to the end of a part.</summary>
    /// <exception cref="LakeException">As the store behind says.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        if (position < partStart || position >= partStart + part.Length)
        {
            (partStart, part) = await ReadPartAsync(position, cancellationToken).ConfigureAwait(false);
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
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Content is read asynchronously: a store may be far away.");

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

    /// <summary>The part that a place is in: where it starts, and its bytes, which hold at least the one at the place.</summary>
    /// <param name="offset">The place, in bytes, before the stream's end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<(long Start, ReadOnlyMemory<byte> Bytes)> ReadPartAsync(long offset, CancellationToken cancellationToken);
}
