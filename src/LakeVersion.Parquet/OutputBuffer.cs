using System.Buffers;

namespace LakeVersion.Parquet;

/// <summary>The stream that native code writes to: bytes wait in memory until they are taken to the destination.</summary>
/// <remarks>Its position goes on counting over what was taken: the encoder asks it for the offsets that it stores.</remarks>
internal sealed class OutputBuffer : Stream
{
    private readonly ArrayBufferWriter<byte> waiting = new();
    private long takenBytes;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Position;

    public override long Position
    {
        get => takenBytes + waiting.WrittenCount;
        set => throw new NotSupportedException();
    }

    /// <summary>What was written since the last <see cref="Clear"/>; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Waiting => waiting.WrittenMemory;

    /// <summary>Forgets what was waiting, which has reached the destination. The memory is kept for the next row group.</summary>
    public void Clear()
    {
        takenBytes = Position;
        waiting.ResetWrittenCount();
    }

    /// <summary>Forgets the last bytes that are waiting.</summary>
    public void TakeBack(int count)
    {
        var kept = waiting.WrittenSpan[..^count].ToArray();
        waiting.ResetWrittenCount();
        waiting.Write(kept);
    }

    public override void Write(ReadOnlySpan<byte> buffer) => waiting.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
