using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LakeVersion.Testing.Proxy;

/// <summary>What the connections of a proxy share: the schedule, the counters, the way to the server.</summary>
internal sealed class ProxyContext(IPEndPoint server, FaultProxyOptions options)
{
    private readonly ConcurrentDictionary<(string Method, string Target), int> requests = new();
    private readonly ConcurrentDictionary<ProxyFault, int> struck = new();
    private readonly ConcurrentDictionary<Task, byte> running = new();
    private volatile FaultSchedule schedule = FaultSchedule.None;

    public FaultProxyOptions Options => options;

    public FaultSchedule Schedule
    {
        get => schedule;
        set => schedule = value;
    }

    public IReadOnlyDictionary<ProxyFault, int> Struck => struck;

    public IEnumerable<KeyValuePair<(string Method, string Target), int>> Requests => requests;

    public FaultDecision Decide(HttpHead request)
    {
        var count = requests.AddOrUpdate((request.Method, request.Target), 1, (_, before) => before + 1);
        var decision = schedule.Decide(request.Method, request.Target, count);
        return decision.Fault is { } fault && CanStrike(fault, request) ? decision : default;
    }

    public void Strike(ProxyFault fault) => struck.AddOrUpdate(fault, 1, (_, before) => before + 1);

    public async Task<HttpPeer> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            return new HttpPeer(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Ends when the client closed its connection, or waited as long as the options allow.</summary>
    public async Task GoneAsync(HttpPeer client, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(client.ClosedAsync(enough.Token), Task.Delay(options.StallLimit, options.Time, enough.Token));
        await enough.CancelAsync();
    }

    /// <summary>Keeps a piece of work that <see cref="DrainAsync"/> waits for. Its failure is nobody's business.</summary>
    public void Track(Task work)
    {
        running.TryAdd(work, 0);
        _ = work.ContinueWith(
            done =>
            {
                _ = done.Exception;
                running.TryRemove(done, out var _);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Waits until nothing is on its way any more.</summary>
    public async Task DrainAsync()
    {
        while (running.Keys.ToList() is { Count: > 0 } left)
        {
            await Task.WhenAll(left).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await Task.Yield();
        }
    }

    // Whether an answer can be struck shows when it comes.
    private bool CanStrike(ProxyFault fault, HttpHead request) => fault switch
    {
        ProxyFault.Conflict or ProxyFault.PreconditionFailed or ProxyFault.PreconditionFailedAfter => request.IsConditional,
        ProxyFault.SlowRequest or ProxyFault.FlippedRequest => !request.RequestBody.IsEmpty,
        ProxyFault.DuplicateAfter or ProxyFault.DuplicateBefore => CanBeHeld(request),
        ProxyFault.LateRequest => !request.IsReading && CanBeHeld(request),
        _ => true,
    };

    private bool CanBeHeld(HttpHead request) =>
        request.RequestBody is { Kind: BodyFormKind.Length } body && body.Length <= options.HeldBytes;
}
