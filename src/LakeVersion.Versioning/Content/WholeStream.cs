using System.Security.Cryptography;

namespace LakeVersion.Versioning.Content;

/// <summary>Content without a chunk list as a stream that only goes forward and checks the digest before its last bytes.</summary>
internal sealed class WholeStream(OpenContent content) : ContentStream(content)
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlyMemory<byte> part;
    private long read;

    public override bool CanSeek => false;

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
            var next = await Content.ReadUncheckedAsync(read, length, cancellationToken).ConfigureAwait(false);
            hash.AppendData(next.Span);
            if (read + length == Length)
            {
                Content.CheckWhole(hash);
            }

            (part, read) = (next, read + length);
        }

        var count = Math.Min(part.Length, buffer.Length);
        part[..count].CopyTo(buffer);
        part = part[count..];
        return count;
    }

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
