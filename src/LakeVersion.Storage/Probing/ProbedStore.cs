namespace LakeVersion.Storage.Probing;

/// <summary>A store that is tried out before the first create-only put, and refused for them where it would lose commits.</summary>
/// <remarks>Reading needs no probe. A verdict stands as long as its object; a probe without a clear answer is made again by the next put.</remarks>
public sealed class ProbedStore : DelegatingStore
{
    private readonly ProbeVerdict verdict;
    private readonly StoreProbe probe;

    /// <summary>Wraps a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="verdict">About the server behind it; folders of one bucket share it.</param>
    /// <param name="entropy">For the names of probe objects; null for the system's.</param>
    public ProbedStore(IObjectStore inner, ProbeVerdict verdict, IEntropy? entropy = null)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        this.verdict = verdict;
        probe = new StoreProbe(inner, entropy);
    }

    /// <inheritdoc/>
    /// <exception cref="LakeException">Unsupported: the store would let two writers create one object.</exception>
    public override async ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await verdict.DemandAsync(probe, cancellationToken).ConfigureAwait(false);
        return await Inner.CreateAsync(key, content, cancellationToken).ConfigureAwait(false);
    }
}
