using System.Security.Cryptography;
using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Content;

/// <summary>Hands on a first part and the rest of a stream, and computes all digests of what passes, once, in order.</summary>
internal sealed class DigestingStream(ReadOnlyMemory<byte> first, Stream rest) : Stream
{
    private readonly IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash chunk = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ByteWriter chunks = new();
#pragma warning disable CA5351 // MD5 is kept for foreign tools that name content by it; nothing trusts it.
    private readonly IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
    private ReadOnlyMemory<byte> first = first;
    private int chunkBytes;

    /// <summary>How many bytes have passed.</summary>
    public long SizeBytes { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => SizeBytes;
        set => throw new NotSupportedException();
    }

    public ContentHash Sha256() => ContentHash.Read(sha256.GetHashAndReset());

    public Md5Digest Md5() => Md5Digest.Read(md5.GetHashAndReset());

    /// <summary>The chunk list's payload.</summary>
    public byte[] Chunks()
    {
        EndChunk();
        return chunks.ToArray();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        if (first.IsEmpty)
        {
            count = await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            count = Math.Min(first.Length, buffer.Length);
            first[..count].CopyTo(buffer);
            first = first[count..];
        }

        Append(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Stores read content asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            sha256.Dispose();
            chunk.Dispose();
            md5.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        SizeBytes += bytes.Length;
        sha256.AppendData(bytes);
        md5.AppendData(bytes);
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, ChunkList.ChunkBytes - chunkBytes)];
            chunk.AppendData(part);
            chunkBytes += part.Length;
            bytes = bytes[part.Length..];
            if (chunkBytes == ChunkList.ChunkBytes)
            {
                EndChunk();
            }
        }
    }

    private void EndChunk()
    {
        if (chunkBytes > 0)
        {
            chunks.Digest(ContentHash.Read(chunk.GetHashAndReset()));
            chunkBytes = 0;
        }
    }
}
