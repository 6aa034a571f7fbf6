using System.Runtime.InteropServices;

namespace LakeVersion.Cli.Running;

/// <summary>Standard output that ends the work where nobody reads it any more, as behind <c>head</c>; the console's own stream goes on in silence.</summary>
/// <param name="inner">Where the bytes go.</param>
/// <param name="descriptor">The file descriptor behind it.</param>
internal sealed partial class PipedOutput(Stream inner, int descriptor = 1) : Stream
{
    private const short ErrorOrHangUp = 0x8 | 0x10;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="ReaderGoneException">The other end of the pipe is closed.</exception>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ThrowIfGone();
        inner.Write(buffer, offset, count);
    }

    /// <inheritdoc cref="Write(byte[], int, int)"/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfGone();
        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void ThrowIfGone()
    {
        var entry = new PollEntry { Descriptor = descriptor };
        if (!OperatingSystem.IsWindows() && Poll(ref entry, 1, 0) > 0 && (entry.Found & ErrorOrHangUp) != 0)
        {
            throw new ReaderGoneException();
        }
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollEntry entry, nuint count, int milliseconds);

    // struct pollfd; POLLERR and POLLHUP are found without being asked for.
    private struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}

/// <summary>Nobody reads standard output any more. The reader had enough, which is no failure.</summary>
internal sealed class ReaderGoneException() : IOException("Nobody reads the output any more.");
