namespace LakeVersion.Testing.Proxy;

/// <summary>A request that is read whole before it is passed on: to be sent twice, or late.</summary>
internal sealed class HeldExchange(ProxyContext context, HttpPeer client, HttpHead request, FaultDecision decision)
{
    /// <summary>Runs until the client's part is done; false where its connection must end.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (request.ExpectsContinue)
        {
            await client.WriteAsync(MadeUpAnswer.Continue, cancellationToken);
        }

        var message = await HoldAsync(cancellationToken);
        context.Strike(decision.Fault!.Value);
        switch (decision.Fault)
        {
            case ProxyFault.DuplicateBefore:
                await SendAsync(message, isGiven: false, cancellationToken);
                return await SendAsync(message, isGiven: true, cancellationToken);
            case ProxyFault.DuplicateAfter:
                var keeps = await SendAsync(message, isGiven: true, cancellationToken);
                context.Track(SendAsync(message, isGiven: false, cancellationToken));
                return keeps;
            default:
                // Half of the clients lose their connection at once, the others wait until they give up.
                var gone = decision.Which < 0.5 ? Task.CompletedTask : context.GoneAsync(client, cancellationToken);
                context.Track(SendLateAsync(message, gone, cancellationToken));
                await gone;
                return false;
        }
    }

    private async Task<byte[]> HoldAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        message.Write(request.Raw);
        await foreach (var piece in client.ReadBodyAsync(request.RequestBody, cancellationToken))
        {
            message.Write(piece.Bytes.Span);
        }

        return message.ToArray();
    }

    private async Task SendLateAsync(byte[] message, Task gone, CancellationToken cancellationToken)
    {
        await gone;
        await Task.Delay(context.Options.LateBy * decision.Where, context.Options.Time, cancellationToken);
        await SendAsync(message, isGiven: false, cancellationToken);
    }

    private async Task<bool> SendAsync(byte[] message, bool isGiven, CancellationToken cancellationToken)
    {
        using var backend = await context.ConnectAsync(cancellationToken);
        await backend.WriteAsync(message, cancellationToken);
        HttpHead answer;
        do
        {
            answer = await backend.ReadHeadAsync(cancellationToken) ?? throw new IOException("The server closed the connection.");
        }
        while (answer.IsInterim);

        var giver = new AnswerGiver(context, client, backend, default) { Request = request, Answer = answer };
        if (isGiven)
        {
            return await giver.RunAsync(cancellationToken);
        }

        await giver.DropAsync(cancellationToken);
        return true;
    }
}
