namespace LakeVersion.Delta.Comparing;

/// <summary>How rows of two versions are compared.</summary>
public sealed record RowComparisonOptions
{
    /// <summary>The columns by which a row of one version is that of the other; null or empty compares whole rows.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>How much memory rows of both versions take before they go to disk; about, and besides what reading takes. At least 1.</summary>
    public long MemoryLimitBytes { get; init; } = 512L << 20;

    /// <summary>Where rows go beyond the limit, into a folder that is removed in every case; null is the machine's temporary folder.</summary>
    public string? SpillFolder { get; init; }
}
