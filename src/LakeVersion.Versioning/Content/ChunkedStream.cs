namespace LakeVersion.Versioning.Content;

/// <summary>Content as a stream that seeks; it holds the one chunk that it stands in.</summary>
internal sealed class ChunkedStream(OpenContent content) : ContentStream(content)
{
    private ReadOnlyMemory<byte> chunk;
    private long chunkIndex = -1;
    private long position;

    public override bool CanSeek => true;

    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        var index = position / ChunkList.ChunkBytes;
        if (index != chunkIndex)
        {
            chunk = await Content.ReadChunksAsync(index, index, cancellationToken).ConfigureAwait(false);
            chunkIndex = index;
        }

        var rest = chunk[(int)(position - index * ChunkList.ChunkBytes)..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        position += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => position,
        _ => Length,
    };
}
