namespace LakeVersion.Delta.Committing;

/// <summary>What became of a commit.</summary>
/// <param name="Version">The version that holds the change; for a change that was there already, the newest version.</param>
/// <param name="WasApplied">True where an earlier run had made the change, and nothing was written now.</param>
public sealed record CommitResult(long Version, bool WasApplied = false)
{
    private static readonly IReadOnlyDictionary<string, string?> NoMetrics = new Dictionary<string, string?>();

    /// <summary>True where there was nothing to change, as for a deletion that no row passes: no version was made.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>Figures of the operation, in Spark's words.</summary>
    public IReadOnlyDictionary<string, string?> Metrics { get; init; } = NoMetrics;

    internal static CommitResult Unchanged(DeltaTransaction transaction) =>
        new(transaction.ReadVersion, transaction.WasApplied) { IsUnchanged = transaction.IsUnchanged, Metrics = transaction.Info.OperationMetrics };
}
