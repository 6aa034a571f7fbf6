namespace LakeVersion.Storage.Probing;

/// <summary>A store for exactly one writing process on a server whose create-only puts are none, or unknown to it: it looks, then puts. Unsafe with two.</summary>
/// <remarks>Within this object creators are put in a row; what another process creates meanwhile is not seen.</remarks>
public sealed class SingleWriterStore : DelegatingStore, IDisposable
{
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>Wraps a store; one with a probe is taken without it.</summary>
    public SingleWriterStore(IObjectStore store)
        : base(store is ProbedStore probed ? probed.Inner : store)
    {
    }

    /// <inheritdoc/>
    public override async ValueTask<CreateOutcome> CreateAsync(
        StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Inner.StatAsync(key, cancellationToken).ConfigureAwait(false) is null
                ? await PutNewAsync(key, content, cancellationToken).ConfigureAwait(false)
                : new CreateOutcome(CreateResult.Exists);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Lets go of what creators wait with; the store stays open.</summary>
    public void Dispose() => gate.Dispose();

    // The condition goes with the put all the same: some servers keep it where requests come one by one. Some know no such requests at all.
    private async ValueTask<CreateOutcome> PutNewAsync(StoreKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            return await Inner.CreateAsync(key, content, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException exception) when (exception.Kind == LakeErrorKind.Unsupported)
        {
            await Inner.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
            return new CreateOutcome(CreateResult.Created);
        }
    }
}
