namespace LakeVersion.Testing.Proxy;

/// <summary>Passes a body on, one piece at a time, with what is to happen to it.</summary>
internal sealed class BodyTransfer(HttpPeer from, HttpPeer to, BodyForm form)
{
    private const int SlowPieces = 8;

    private long passed;
    private long? place;
    private int pauses;

    public required BodyHarm Harm { get; init; }

    public required FaultDecision Decision { get; init; }

    public required FaultProxyOptions Options { get; init; }

    /// <summary>Passes the body on; stops early where it is to be cut.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var piece in from.ReadBodyAsync(form, cancellationToken))
        {
            var bytes = piece.Bytes;
            if (piece.IsContent && Harm == BodyHarm.Slow)
            {
                await PassSlowlyAsync(bytes, cancellationToken);
                continue;
            }

            if (piece.IsContent && Harm != BodyHarm.None && Reached(bytes) is { } at)
            {
                if (Harm == BodyHarm.Cut)
                {
                    await to.WriteAsync(bytes[..at], cancellationToken);
                    return;
                }

                bytes.Span[at] ^= (byte)(1 << (int)(Decision.Which * 8));
            }

            await to.WriteAsync(bytes, cancellationToken);
            passed += piece.IsContent ? bytes.Length : 0;
        }
    }

    // The index in this piece where it is to happen. Of a body of unknown length the first piece is hit.
    private int? Reached(Memory<byte> bytes)
    {
        place ??= (long)(Decision.Where * (form.Length > 0 ? form.Length : bytes.Length));
        return place >= passed && place < passed + bytes.Length ? (int)(place.Value - passed) : null;
    }

    private async Task PassSlowlyAsync(Memory<byte> bytes, CancellationToken cancellationToken)
    {
        var most = (int)Math.Clamp(form.Length / SlowPieces, 1, int.MaxValue);
        while (bytes.Length > 0)
        {
            var size = pauses < SlowPieces ? Math.Min(most, bytes.Length) : bytes.Length;
            await to.WriteAsync(bytes[..size], cancellationToken);
            bytes = bytes[size..];
            if (pauses++ < SlowPieces)
            {
                await Task.Delay(Options.SlowFor / SlowPieces, Options.Time, cancellationToken);
            }
        }
    }
}
