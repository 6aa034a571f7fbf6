using LakeVersion.Delta.Committing;

namespace LakeVersion.Delta.Merging;

/// <summary>How a table is merged.</summary>
public sealed record TableMergeOptions
{
    /// <summary>What the commit remembers.</summary>
    public CommitOptions Commit { get; init; } = new();

    /// <summary>Settles conflicts, one at a time; it answers null to those that it leaves undecided. Null decides none.</summary>
    public Func<TableMergeConflict, MergeDecision?>? Decide { get; init; }

    /// <summary>What is merged, in words, for the commit.</summary>
    public string Label { get; init; } = "";

    /// <summary>How much memory the rows that both sides changed may take, in bytes, where they are merged by row. Default 512 MiB.</summary>
    public long MemoryLimitBytes { get; init; } = 512L << 20;
}
