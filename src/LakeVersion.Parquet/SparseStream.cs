namespace LakeVersion.Parquet;

/// <summary>A file of which only some ranges are in memory, as the stream that the native reader wants.</summary>
/// <remarks>
/// Reading outside of what was added throws <see cref="IOException"/>: what to fetch was decided by the footer, so it is
/// a sign of damage. Nothing here does I/O, so no storage error passes through native code, where it would lose its type.
/// </remarks>
internal sealed class SparseStream : Stream
{
    private readonly SortedList<long, ReadOnlyMemory<byte>> segments = [];

    public SparseStream(long length, ReadOnlyMemory<byte> tail)
    {
        Length = length;
        TailOffset = length - tail.Length;
        segments.Add(TailOffset, tail);
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    /// <summary>Where the tail begins: from there to the end everything is in memory.</summary>
    public long TailOffset { get; }

    /// <summary>Replaces all ranges but the tail. The ranges overlap neither each other nor the tail.</summary>
    public void Load(IReadOnlyList<(long Offset, ReadOnlyMemory<byte> Bytes)> ranges)
    {
        var tail = segments[TailOffset];
        segments.Clear();
        segments.Add(TailOffset, tail);
        foreach (var (offset, bytes) in ranges)
        {
            segments.Add(offset, bytes);
        }
    }

    /// <summary>A range; it is copied only where it lies in two of those that were added.</summary>
    /// <exception cref="IOException">It is not in memory.</exception>
    public ReadOnlyMemory<byte> Take(long offset, int length)
    {
        var found = Find(offset);
        if (found.Length >= length)
        {
            return found[..length];
        }

        var copy = new byte[length];
        Position = offset;
        ReadExactly(copy);
        return copy;
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, Math.Max(0, Length - Position));
        var done = 0;
        while (done < wanted)
        {
            var rest = Find(Position);
            if (rest.IsEmpty)
            {
                throw new IOException(
                    $"bytes {Position} to {Position + wanted - done} are outside of the column chunks that the footer states");
            }

            var count = Math.Min(wanted - done, rest.Length);
            rest.Span[..count].CopyTo(buffer[done..]);
            done += count;
            Position += count;
        }

        return done;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private ReadOnlyMemory<byte> Find(long position)
    {
        var (low, high) = (0, segments.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var (start, bytes) = (segments.GetKeyAtIndex(middle), segments.GetValueAtIndex(middle));
            if (position < start)
            {
                high = middle - 1;
            }
            else if (position >= start + bytes.Length)
            {
                low = middle + 1;
            }
            else
            {
                return bytes[(int)(position - start)..];
            }
        }

        return default;
    }
}
