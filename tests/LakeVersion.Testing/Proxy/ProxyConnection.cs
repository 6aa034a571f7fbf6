using System.Net.Sockets;

namespace LakeVersion.Testing.Proxy;

/// <summary>One connection of a client: its requests, one after another.</summary>
internal sealed class ProxyConnection(ProxyContext context, HttpPeer client) : IDisposable
{
    private readonly BackendLink link = new(context);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await client.ReadHeadAsync(cancellationToken) is { } request)
            {
                var exchange = ExchangeAsync(request, cancellationToken);
                context.Track(exchange);
                if (!await exchange || request.Closes)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One end is gone: the other learns it by the end of its connection.
        }
    }

    public void Dispose()
    {
        client.Dispose();
        link.Dispose();
    }

    // False where the client's connection must end.
    private async Task<bool> ExchangeAsync(HttpHead request, CancellationToken cancellationToken)
    {
        var decision = context.Decide(request);
        switch (decision.Fault)
        {
            case ProxyFault.LostRequest:
                context.Strike(ProxyFault.LostRequest);
                return false;
            case ProxyFault.DuplicateAfter or ProxyFault.DuplicateBefore or ProxyFault.LateRequest:
                return await new HeldExchange(context, client, request, decision).RunAsync(cancellationToken);
            case { } fault when MadeUpAnswer.IsInsteadOf(fault):
                await AnswerInsteadAsync(request, fault, cancellationToken);
                return true;
        }

        var isWhole = false;
        try
        {
            var backend = await link.OpenAsync(cancellationToken);
            isWhole = await new StreamedExchange(context, client, backend, request, decision).RunAsync(cancellationToken);
            return isWhole;
        }
        finally
        {
            if (!isWhole)
            {
                link.Dispose();
            }
        }
    }

    // The body is read to its end, since a connection that is closed on unread bytes is reset, and the answer with it.
    private async Task AnswerInsteadAsync(HttpHead request, ProxyFault fault, CancellationToken cancellationToken)
    {
        context.Strike(fault);
        if (request.ExpectsContinue)
        {
            await client.WriteAsync(MadeUpAnswer.Continue, cancellationToken);
        }

        await foreach (var _ in client.ReadBodyAsync(request.RequestBody, cancellationToken))
        {
            // Thrown away.
        }

        await client.WriteAsync(MadeUpAnswer.Of(fault, request.Method), cancellationToken);
    }
}
