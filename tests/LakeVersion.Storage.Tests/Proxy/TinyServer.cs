using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace LakeVersion.Storage.Tests.Proxy;

/// <summary>A server of a few methods over real sockets, that remembers every request: PUT (create-only too), GET, HEAD, DELETE.</summary>
/// <remarks>A body whose SHA-256 is not what the header X-Sha256 says is refused with 400. GET of <c>…?chunked</c> answers in chunks.</remarks>
internal sealed class TinyServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, byte[]> objects = new();
    private readonly ConcurrentQueue<Seen> requests = new();
    private readonly Task accepting;

    public TinyServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndpoint;

    /// <summary>The requests that were done, in order.</summary>
    public IReadOnlyList<Seen> Requests => [.. requests];

    public IDictionary<string, byte[]> Objects => objects;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(stop.Token);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            while (await ReadHeadAsync(stream) is { } head)
            {
                if (Value(head, "Expect") is not null)
                {
                    await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), stop.Token);
                }

                var body = await ReadBodyAsync(stream, head);
                var seen = new Seen(head, body);
                await stream.WriteAsync(Answer(seen), stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private byte[] Answer(Seen request)
    {
        var path = request.Target.Split('?')[0];
        var status = 200;
        byte[] body = [];
        switch (request.Method)
        {
            case "PUT" when Value(request.Head, "X-Sha256") is { } digest && digest != Convert.ToHexStringLower(SHA256.HashData(request.Body)):
                status = 400;
                break;
            case "PUT" when Value(request.Head, "If-None-Match") == "*":
                status = objects.TryAdd(path, request.Body) ? 200 : 412;
                break;
            case "PUT":
                objects[path] = request.Body;
                break;
            case "DELETE":
                objects.TryRemove(path, out var _);
                status = 204;
                break;
            default:
                status = objects.TryGetValue(path, out var stored) ? 200 : 404;
                body = stored ?? [];
                break;
        }

        requests.Enqueue(request);
        var isChunked = request.Target.EndsWith("?chunked", StringComparison.Ordinal);
        var head = $"HTTP/1.1 {status} Word\r\n{(isChunked ? "Transfer-Encoding: chunked" : status == 204 ? "X-Nothing: 1" : $"Content-Length: {body.Length}")}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. request.Method == "HEAD" ? [] : isChunked ? Chunks(body) : body];
    }

    private static byte[] Chunks(byte[] body) =>
    [
        .. body.Chunk(1000).SelectMany(chunk => (byte[])[.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, 13, 10]),
        .. "0\r\n\r\n"u8,
    ];

    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, stop.Token) > 0)
        {
            head.Append((char)one[0]);
            if (head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n")
            {
                return head.ToString();
            }
        }

        return null;
    }

    private async Task<byte[]> ReadBodyAsync(NetworkStream stream, string head)
    {
        if (Value(head, "Transfer-Encoding") is null)
        {
            var body = new byte[int.Parse(Value(head, "Content-Length") ?? "0", CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(body, stop.Token);
            return body;
        }

        using var whole = new MemoryStream();
        while (true)
        {
            var line = new StringBuilder();
            var one = new byte[1];
            do
            {
                await stream.ReadExactlyAsync(one, stop.Token);
                line.Append((char)one[0]);
            }
            while (one[0] != '\n');
            var chunk = new byte[int.Parse(line.ToString().Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) + 2];
            await stream.ReadExactlyAsync(chunk, stop.Token);
            if (chunk.Length == 2)
            {
                return whole.ToArray();
            }

            whole.Write(chunk, 0, chunk.Length - 2);
        }
    }

    private static string? Value(string head, string name) => head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();

    /// <summary>A request as it came.</summary>
    internal sealed record Seen(string Head, byte[] Body)
    {
        public string Method => Head.Split(' ')[0];

        public string Target => Head.Split(' ')[1];
    }
}
