using System.Security.Cryptography;

namespace LakeVersion.Versioning.Content;

/// <summary>Content without a chunk list as a stream that only goes forward and checks the digest before its last bytes.</summary>
internal sealed class WholeStream(OpenContent content) : Stream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlyMemory<byte> part;
    private long read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => content.SizeBytes;

    public override long Position
    {
        get => read - part.Length;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (part.IsEmpty && read < Length)
        {
            var length = (int)Math.Min(ChunkList.ChunkBytes, Length - read);
            var next = await content.ReadUncheckedAsync(read, length, cancellationToken).ConfigureAwait(false);
            hash.AppendData(next.Span);
            if (read + length == Length)
            {
                content.CheckWhole(hash);
            }

            (part, read) = (next, read + length);
        }

        var count = Math.Min(part.Length, buffer.Length);
        part[..count].CopyTo(buffer);
        part = part[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Content is read asynchronously: a store may be far away.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
