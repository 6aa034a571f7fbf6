using LakeVersion.Storage;

namespace LakeVersion.Testing;

/// <summary>Entropy that repeats itself: the same seed and the same order of calls give the same bytes.</summary>
public sealed class SeededEntropy(int seed) : IEntropy
{
    private readonly Random random = new(seed);
    private readonly Lock sync = new();

    /// <inheritdoc/>
    public void Fill(Span<byte> destination)
    {
        lock (sync)
        {
            random.NextBytes(destination);
        }
    }
}
