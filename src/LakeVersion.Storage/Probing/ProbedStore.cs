namespace LakeVersion.Storage.Probing;

/// <summary>A store that is tried out before the first create-only put of a process, and refused for them where it would lose commits.</summary>
/// <remarks>Reading needs no probe. A probe that found no clear answer is made again by the next put; a verdict stands as long as this object.</remarks>
public sealed class ProbedStore : DelegatingStore, IDisposable
{
    private readonly StoreProbe probe;
    private readonly string server;
    private readonly SemaphoreSlim gate = new(1);
    private LakeException? refusal;
    private volatile bool isFit;

    /// <summary>Wraps a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="server">The server behind it, for messages; without credentials.</param>
    /// <param name="entropy">For the names of probe objects; null for the system's.</param>
    public ProbedStore(IObjectStore inner, string server, IEntropy? entropy = null)
        : base(inner)
    {
        this.server = server;
        probe = new StoreProbe(inner, entropy);
    }

    /// <inheritdoc/>
    /// <exception cref="LakeException">Unsupported: the store would let two writers create one object.</exception>
    public override ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        isFit ? Inner.CreateAsync(key, content, cancellationToken) : ProbeAndCreateAsync(key, content, cancellationToken);

    /// <summary>Lets go of what the probe waits with; the store stays open.</summary>
    public void Dispose() => gate.Dispose();

    private async ValueTask<CreateOutcome> ProbeAndCreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!isFit)
            {
                refusal ??= Judge(await probe.RunAsync(cancellationToken).ConfigureAwait(false));
                isFit = refusal is null ? true : throw new LakeException(refusal.Kind, refusal.Message);
            }
        }
        finally
        {
            gate.Release();
        }

        return await Inner.CreateAsync(key, content, cancellationToken).ConfigureAwait(false);
    }

    private LakeException? Judge(IReadOnlyList<ProbeFinding> findings) => findings.FirstOrDefault(static finding => !finding.Holds) switch
    {
        null => null,
        { Rule: ProbeRule.OneCreatorWins or ProbeRule.CreatedStays } broken => LakeException.Unsupported(
            $"{server} cannot hold a lake that several write: {broken.Found}. Two commits could overwrite each other. Nothing was written. Use a server "
            + "with create-only puts (docs/storage.md names some), or, where exactly one process ever writes, the option --unsafe-single-writer "
            + "(in code UnsafeSingleWriter)."),
        { } broken => LakeException.Unsupported(
            $"{server} cannot hold a lake: {broken.Found}. Nothing was written. docs/storage.md names servers that can."),
    };
}
