using System.Buffers.Binary;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>So many bytes that differ from place to place, as a network gives them: no length, no seeking. Memory holds none of them.</summary>
internal sealed class PatternStream(long length, long failAt = long.MaxValue, Action<long>? at = null) : Stream
{
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The same bytes in memory.</summary>
    public static byte[] Content(int length) => Content(0, length);

    /// <summary>Those from a place on.</summary>
    public static byte[] Content(long start, int length)
    {
        var content = new byte[length];
        Fill(content, start);
        return content;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        at?.Invoke(position);
        if (position >= failAt)
        {
            throw new InvalidOperationException("The source failed.");
        }

        var count = (int)Math.Min(Math.Min(buffer.Length, 65_521), length - position);
        Fill(buffer[..count], position);
        position += count;
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return Read(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // Every 8 bytes tell their own place.
    private static void Fill(Span<byte> buffer, long start)
    {
        Span<byte> word = stackalloc byte[8];
        for (var i = 0; i < buffer.Length;)
        {
            var place = start + i;
            BinaryPrimitives.WriteInt64LittleEndian(word, (place >> 3) * 0x1E3779B97F4A7C15);
            var part = word[(int)(place & 7)..];
            part = part[..Math.Min(part.Length, buffer.Length - i)];
            part.CopyTo(buffer[i..]);
            i += part.Length;
        }
    }
}
