using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LakeVersion.Testing.Proxy;

/// <summary>A reverse proxy for HTTP/1.1 on loopback that lies: it stands between a real client and a real server.</summary>
/// <remarks>
/// <para>Bytes are passed on as they come, headers too: the server sees the Host that the client sent, and signatures that
/// cover it hold. Bodies are streamed; only requests to be sent twice or late are held (<see cref="FaultProxyOptions.HeldBytes"/>).</para>
/// <para>A fault that cannot strike a request (a flipped bit where there is no body, 412 where there is no condition) leaves
/// it alone and is not counted.</para>
/// </remarks>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Task, byte> connections = new();
    private readonly ProxyContext context;
    private readonly Task accepting;

    /// <summary>Listens on a free port of 127.0.0.1 and passes on to a server, without faults until <see cref="Schedule"/> is set.</summary>
    public FaultProxy(IPEndPoint server, FaultProxyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        context = new ProxyContext(server, options ?? new FaultProxyOptions());
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"http://{listener.LocalEndpoint}");

    /// <summary>What goes wrong from now on.</summary>
    public FaultSchedule Schedule
    {
        get => context.Schedule;
        set => context.Schedule = value;
    }

    /// <summary>How often each fault struck; those that never did are missing.</summary>
    public IReadOnlyDictionary<ProxyFault, int> Struck => context.Struck;

    /// <summary>How many requests of a method came for a path, whatever their query.</summary>
    public int Requests(string method, string path) =>
        context.Requests.Where(pair => pair.Key.Method == method && pair.Key.Target.Split('?')[0] == path).Sum(pair => pair.Value);

    /// <summary>Waits until no request is on its way any more, late ones included. Clients must be done.</summary>
    public Task DrainAsync() => context.DrainAsync();

    /// <summary>Stops listening and closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections.Keys);
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
                socket.NoDelay = true;
                var connection = ServeAsync(socket);
                connections.TryAdd(connection, 0);
                _ = connection.ContinueWith(done => connections.TryRemove(done, out var _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        using var connection = new ProxyConnection(context, new HttpPeer(socket));
        await connection.RunAsync(stop.Token);
    }
}
