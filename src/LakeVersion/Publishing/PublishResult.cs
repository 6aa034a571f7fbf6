using LakeVersion.Checks;
using LakeVersion.Merging;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Publishing;

/// <summary>What came of publishing.</summary>
public sealed record PublishResult
{
    /// <summary>How it ended.</summary>
    public required PublishStatus Status { get; init; }

    /// <summary>The branch that held the work.</summary>
    public required string Branch { get; init; }

    /// <summary>True where that branch is still there: nothing was published, it was not made for this, or it has
    /// got other commits since it was checked, which were not published.</summary>
    public required bool IsKept { get; init; }

    /// <summary>The commit that the destination stands at: what was published, or what was there.</summary>
    public required Commit Head { get; init; }

    /// <summary>What the checks found on the state that was, or would have been, published; null where they did not run.</summary>
    public CheckReport? Checks { get; init; }

    /// <summary>What conflicts with the destination; empty where nothing does.</summary>
    public IReadOnlyList<MergeConflict> Conflicts { get; init; } = [];
}

/// <summary>How publishing ended.</summary>
public enum PublishStatus
{
    /// <summary>The destination holds the work.</summary>
    Published,

    /// <summary>The work changed nothing.</summary>
    Unchanged,

    /// <summary>Checks failed; the destination is untouched.</summary>
    ChecksFailed,

    /// <summary>What the destination got meanwhile conflicts with the work; it is untouched.</summary>
    Conflicts,
}
