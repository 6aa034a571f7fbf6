namespace LakeVersion.Testing.Proxy;

/// <summary>Sizes and times of a <see cref="FaultProxy"/>.</summary>
public sealed record FaultProxyOptions
{
    /// <summary>The longest that a late request waits after its client is gone. Default 1.5 s.</summary>
    public TimeSpan LateBy { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a stalled answer waits for the client to give up; then the connection is closed. Default 30 s.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the body of a slow request or answer takes in all. Default 0.3 s.</summary>
    public TimeSpan SlowFor { get; init; } = TimeSpan.FromSeconds(0.3);

    /// <summary>
    /// The largest body, in bytes, that is held in memory to be sent twice or late; larger requests pass without such a fault. Default 8 MiB.
    /// </summary>
    public int HeldBytes { get; init; } = 8 << 20;

    /// <summary>The clock of the waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
