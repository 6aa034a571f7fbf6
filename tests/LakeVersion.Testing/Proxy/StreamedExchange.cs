namespace LakeVersion.Testing.Proxy;

/// <summary>A request that is passed on while it comes, and its answer, which may come before the request is through.</summary>
internal sealed class StreamedExchange(ProxyContext context, HttpPeer client, HttpPeer backend, HttpHead request, FaultDecision decision)
{
    // A server that answers before it read the whole body wants no more of it; the client may still be sending.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    /// <summary>Runs to the end of the answer; false where both connections must end.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendOrStopAsync(stop);
        try
        {
            var keep = await AnswerAsync(stop.Token);
            return await EndsInTimeAsync(sending, stop.Token) ? keep : await LingerAsync(stop);
        }
        finally
        {
            await stop.CancelAsync();
            await sending.ContinueWith(done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task SendOrStopAsync(CancellationTokenSource stop)
    {
        try
        {
            await SendAsync(stop.Token);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var harm = decision.Fault switch
        {
            ProxyFault.FlippedRequest => BodyHarm.Flip,
            ProxyFault.SlowRequest => BodyHarm.Slow,
            ProxyFault.ResetRequest => BodyHarm.Cut,
            _ => BodyHarm.None,
        };
        if (harm != BodyHarm.None)
        {
            context.Strike(decision.Fault!.Value);
        }

        var head = request.Raw.AsMemory();
        if (harm == BodyHarm.Cut && request.RequestBody.IsEmpty)
        {
            head = head[..(head.Length / 2)];
        }

        await backend.WriteAsync(head, cancellationToken);
        await Transfer(client, backend, request.RequestBody, harm).RunAsync(cancellationToken);
        if (harm == BodyHarm.Cut)
        {
            client.Reset();
            backend.Reset();
            throw new IOException("The request was reset, as planned.");
        }
    }

    private async Task<bool> AnswerAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await backend.ReadHeadAsync(cancellationToken) ?? throw new IOException("The server closed the connection.");
            if (!answer.IsInterim)
            {
                var giving = new AnswerGiver(context, client, backend, decision) { Request = request, Answer = answer };
                return await giving.RunAsync(cancellationToken);
            }

            await client.WriteAsync(answer.Raw, cancellationToken);
        }
    }

    private async Task<bool> EndsInTimeAsync(Task sending, CancellationToken cancellationToken)
    {
        if (!sending.IsCompleted)
        {
            await Task.WhenAny(sending, Task.Delay(TimeSpan.FromMilliseconds(50), context.Options.Time, cancellationToken));
        }

        return sending.IsCompletedSuccessfully;
    }

    private async Task<bool> LingerAsync(CancellationTokenSource stop)
    {
        client.EndSending();
        await Task.Delay(Linger, context.Options.Time, stop.Token);
        return false;
    }

    private BodyTransfer Transfer(HttpPeer from, HttpPeer to, BodyForm form, BodyHarm harm) =>
        new(from, to, form) { Harm = harm, Decision = decision, Options = context.Options };
}
