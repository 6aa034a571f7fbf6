using LakeVersion.Delta;
using LakeVersion.Storage;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Verifying;

/// <summary>Checks a lake as it lies in its store, whether or not it can be opened.</summary>
public static class LakeCheck
{
    /// <summary>Checks all that is kept: identity, logs, collection records, commits, trees, packs, content, and tables against their files. Writes nothing.</summary>
    /// <param name="store">The lake's store.</param>
    /// <param name="lake">How the lake would be opened; null for the defaults.</param>
    /// <param name="options">What to look at; null for everything but the bytes of content.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="LakeException">NotFound: no lake, or no such revision. Unsupported: the lake needs an unknown reader feature. Unavailable: the store does not answer.</exception>
    public static async ValueTask<LakeCheckReport> RunAsync(
        IObjectStore store, LakeOptions? lake = null, VerifyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        lake ??= new LakeOptions();
        options ??= new VerifyOptions();
        var findings = new List<CheckFinding>();
        var verifier = new LakeVerifier(store, lake.ToStoreOptions(store), options with { Found = Take });
        var isComplete = await verifier.RunAsync(cancellationToken).ConfigureAwait(false);
        if (isComplete)
        {
            var tables = new TableStates(verifier, new DeltaContext(lake.Parquet, lake.Time, lake.Entropy) { Background = lake.Background }, store, options);
            await tables.CheckAsync(cancellationToken).ConfigureAwait(false);
        }

        return new LakeCheckReport { Lake = verifier.Lake, Findings = findings, Figures = verifier.Figures, IsComplete = isComplete };

        void Take(CheckFinding finding)
        {
            if (findings.Count < LakeCheckReport.MostFindings)
            {
                findings.Add(finding);
            }

            options.Found?.Invoke(finding);
        }
    }
}
