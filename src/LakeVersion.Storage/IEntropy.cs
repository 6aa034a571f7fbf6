using System.Security.Cryptography;

namespace LakeVersion.Storage;

/// <summary>Where ids, salts and jitter come from; injected, so that tests and simulations can replay a run.</summary>
public interface IEntropy
{
    /// <summary>Fills the span with bytes that no other call, process or machine is expected to repeat.</summary>
    void Fill(Span<byte> destination);
}

/// <summary>The operating system's cryptographic generator.</summary>
public sealed class SystemEntropy : IEntropy
{
    private SystemEntropy()
    {
    }

    /// <summary>The one instance.</summary>
    public static SystemEntropy Instance { get; } = new();

    /// <inheritdoc/>
    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
