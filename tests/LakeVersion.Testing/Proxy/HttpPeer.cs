using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace LakeVersion.Testing.Proxy;

/// <summary>One end of a connection: heads and bodies are read and written, 16 KiB at a time.</summary>
internal sealed class HttpPeer(Socket socket) : IDisposable
{
    private const int MostHeadBytes = 64 << 10;

    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();

    private readonly byte[] buffer = new byte[16 << 10];
    private int start;
    private int end;

    /// <summary>True where the other end closed the connection, or sent what nobody asked for.</summary>
    public bool IsStale => socket.Poll(0, SelectMode.SelectRead);

    /// <summary>The next head; null where the connection ended before it began.</summary>
    public async Task<HttpHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        using var head = new MemoryStream();
        while (await FillAsync(cancellationToken))
        {
            // Byte by byte where the end may lie across two reads; heads are short.
            head.WriteByte(buffer[start++]);
            if (head.Length >= HeadEnd.Length && head.GetBuffer().AsSpan((int)head.Length - HeadEnd.Length, HeadEnd.Length).SequenceEqual(HeadEnd))
            {
                return new HttpHead(head.ToArray());
            }

            if (head.Length > MostHeadBytes)
            {
                throw new HttpFormatException("The head is longer than 64 KiB.");
            }
        }

        return head.Length == 0 ? null : throw new HttpFormatException("The connection ended within a head.");
    }

    /// <summary>The bytes of a body as they come, its frames too. A piece is valid until the next one is asked for.</summary>
    public async IAsyncEnumerable<BodyPiece> ReadBodyAsync(BodyForm form, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        switch (form.Kind)
        {
            case BodyFormKind.Length:
                await foreach (var piece in ReadBytesAsync(form.Length, isContent: true, cancellationToken))
                {
                    yield return piece;
                }

                break;
            case BodyFormKind.Connection:
                while (await FillAsync(cancellationToken))
                {
                    yield return Take(int.MaxValue, isContent: true);
                }

                break;
            default:
                await foreach (var piece in ReadChunksAsync(cancellationToken))
                {
                    yield return piece;
                }

                break;
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
        }
    }

    /// <summary>Ends when the other end closes the connection; what it sends meanwhile is thrown away.</summary>
    public async Task ClosedAsync(CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                start = end;
            }
            while (await FillAsync(cancellationToken));
        }
        catch (SocketException)
        {
            // A reset is an end too.
        }
    }

    /// <summary>Says that nothing more comes; the other end can still read what was sent.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with a reset: what is on its way is lost.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void Dispose() => socket.Dispose();

    private async IAsyncEnumerable<BodyPiece> ReadChunksAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long size;
        do
        {
            var line = await ReadLineAsync(cancellationToken);
            size = Convert.ToInt64(Encoding.ASCII.GetString(line).Split(';')[0].Trim(), 16);
            yield return new BodyPiece(line, IsContent: false);
            await foreach (var piece in ReadBytesAsync(size, isContent: true, cancellationToken))
            {
                yield return piece;
            }

            // Behind a chunk stands an empty line; behind the last one trailers, then an empty line.
            byte[] after;
            do
            {
                after = await ReadLineAsync(cancellationToken);
                yield return new BodyPiece(after, IsContent: false);
            }
            while (size == 0 && after.Length > 2);
        }
        while (size > 0);
    }

    private async IAsyncEnumerable<BodyPiece> ReadBytesAsync(long count, bool isContent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            await FillOrThrowAsync(cancellationToken);
            var piece = Take(count, isContent);
            count -= piece.Bytes.Length;
            yield return piece;
        }
    }

    private async Task<byte[]> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        do
        {
            await FillOrThrowAsync(cancellationToken);
            line.Add(buffer[start++]);
        }
        while (line[^1] != '\n' && line.Count < MostHeadBytes);
        return [.. line];
    }

    private BodyPiece Take(long most, bool isContent)
    {
        var length = (int)Math.Min(most, end - start);
        var piece = new BodyPiece(buffer.AsMemory(start, length), isContent);
        start += length;
        return piece;
    }

    private async ValueTask FillOrThrowAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(cancellationToken))
        {
            throw new HttpFormatException("The connection ended within a body.");
        }
    }

    // True where bytes are there; false at the end of the connection.
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (start < end)
        {
            return true;
        }

        start = 0;
        end = await socket.ReceiveAsync(buffer, cancellationToken);
        return end > 0;
    }
}
