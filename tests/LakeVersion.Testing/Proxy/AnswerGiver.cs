namespace LakeVersion.Testing.Proxy;

/// <summary>Gives a server's answer to the client, or what is to happen in its place.</summary>
internal sealed class AnswerGiver(ProxyContext context, HttpPeer client, HttpPeer backend, FaultDecision decision)
{
    public required HttpHead Request { get; init; }

    public required HttpHead Answer { get; init; }

    private BodyForm Form => Answer.AnswerBody(Request.Method);

    /// <summary>Gives the answer; false where both connections must end.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        switch (decision.Fault)
        {
            case ProxyFault.LostAnswer:
                await DropAsync(cancellationToken);
                context.Strike(ProxyFault.LostAnswer);
                return false;
            case { } fault when MadeUpAnswer.IsAfter(fault):
                await DropAsync(cancellationToken);
                context.Strike(fault);
                await client.WriteAsync(MadeUpAnswer.Of(fault, Request.Method), cancellationToken);
                return Keeps;
            case ProxyFault.StalledAnswer:
                await StallAsync(cancellationToken);
                return false;
            case ProxyFault.ResetAnswer:
                context.Strike(ProxyFault.ResetAnswer);
                await GivePartAsync(cancellationToken);
                client.Reset();
                return false;
            case ProxyFault.TruncatedAnswer when !Form.IsEmpty && Form.Kind != BodyFormKind.Connection:
                context.Strike(ProxyFault.TruncatedAnswer);
                await GivePartAsync(cancellationToken);
                return false;
            case ProxyFault.FlippedAnswer when !Form.IsEmpty:
                return await GiveAsync(BodyHarm.Flip, cancellationToken);
            case ProxyFault.SlowAnswer when !Form.IsEmpty:
                return await GiveAsync(BodyHarm.Slow, cancellationToken);
            default:
                return await GiveAsync(BodyHarm.None, cancellationToken);
        }
    }

    /// <summary>Reads the body and throws it away.</summary>
    public async Task DropAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in backend.ReadBodyAsync(Form, cancellationToken))
        {
            // Thrown away.
        }
    }

    private bool Keeps => !Answer.Closes && Form.Kind != BodyFormKind.Connection;

    private async Task<bool> GiveAsync(BodyHarm harm, CancellationToken cancellationToken)
    {
        if (harm != BodyHarm.None)
        {
            context.Strike(decision.Fault!.Value);
        }

        await client.WriteAsync(Answer.Raw, cancellationToken);
        await Transfer(harm).RunAsync(cancellationToken);
        return Keeps;
    }

    // Where there is no body, a part of the head.
    private async Task GivePartAsync(CancellationToken cancellationToken)
    {
        var head = Answer.Raw.AsMemory();
        await client.WriteAsync(Form.IsEmpty ? head[..(head.Length / 2)] : head, cancellationToken);
        await Transfer(BodyHarm.Cut).RunAsync(cancellationToken);
    }

    private async Task StallAsync(CancellationToken cancellationToken)
    {
        context.Strike(ProxyFault.StalledAnswer);
        if (Form.IsEmpty || decision.Which < 0.5)
        {
            await DropAsync(cancellationToken);
        }
        else
        {
            await GivePartAsync(cancellationToken);
        }

        await context.GoneAsync(client, cancellationToken);
    }

    private BodyTransfer Transfer(BodyHarm harm) =>
        new(backend, client, Form) { Harm = harm, Decision = decision, Options = context.Options };
}
