namespace LakeVersion.Versioning.Content;

/// <summary>What the streams over content have in common: they read asynchronously, and nothing else.</summary>
internal abstract class ContentStream(OpenContent content) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override long Length => Content.SizeBytes;

    protected OpenContent Content { get; } = content;

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Content is read asynchronously: a store may be far away.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
