namespace LakeVersion.Storage.Probing;

/// <summary>What is known of a server: not yet anything, that it can hold lakes, or why it cannot. Safe for concurrent use.</summary>
public sealed class ProbeVerdict : IDisposable
{
    private readonly string server;
    private readonly SemaphoreSlim gate = new(1);
    private string? refusal;
    private volatile bool isFit;

    /// <summary>Nothing is known yet.</summary>
    /// <param name="server">The server, for messages; without credentials.</param>
    public ProbeVerdict(string server) => this.server = server;

    /// <summary>Lets go of what callers wait with.</summary>
    public void Dispose() => gate.Dispose();

    /// <summary>Returns where the server can hold lakes; the first caller finds out while the others wait.</summary>
    /// <exception cref="LakeException">Unsupported: it cannot. Unavailable: it gave no clear answer.</exception>
    internal async ValueTask DemandAsync(StoreProbe probe, CancellationToken cancellationToken)
    {
        if (isFit)
        {
            return;
        }

        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!isFit)
            {
                refusal ??= Judge(await probe.RunAsync(cancellationToken).ConfigureAwait(false));
                isFit = refusal is null ? true : throw LakeException.Unsupported(refusal);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private string? Judge(IReadOnlyList<ProbeFinding> findings) => findings.FirstOrDefault(static finding => !finding.Holds) switch
    {
        null => null,
        { Rule: ProbeRule.OneCreatorWins or ProbeRule.CreatedStays } broken =>
            $"{server} cannot hold a lake that several write: {broken.Found}. Two commits could overwrite each other. Nothing was written. Use a server "
            + "with create-only puts (docs/storage.md names some), or, where exactly one process ever writes, the option --unsafe-single-writer "
            + "(in code UnsafeSingleWriter).",
        { } broken => $"{server} cannot hold a lake: {broken.Found}. Nothing was written. docs/storage.md names servers that can.",
    };
}
