using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Merging;

/// <summary>What came of a merge, cherry-pick, revert, rebase or squash.</summary>
public sealed record MergeResult
{
    /// <summary>How it ended.</summary>
    public required MergeStatus Status { get; init; }

    /// <summary>The branch's own commit before; ours.</summary>
    public required Commit Ours { get; init; }

    /// <summary>What was merged, the last one of several; theirs. For a revert the commit that was taken back.</summary>
    public required Commit Theirs { get; init; }

    /// <summary>The commit that the branch stands at afterwards; for a dry run and for conflicts that of before.</summary>
    public required Commit Head { get; init; }

    /// <summary>The commit that was made, where one was; null for a fast-forward, conflicts or a dry run.</summary>
    public CommitResult? Commit { get; init; }

    /// <summary>The movement, where the branch moved without a commit of its own; null otherwise.</summary>
    public StoredEntry? Moved { get; init; }

    /// <summary>For a range of picks or a rebase: commits that were not made anew, since all of them is held there already. Parents before children.</summary>
    public IReadOnlyList<Commit> LeftOut { get; init; } = [];

    /// <summary>How many commits were made anew, for a cherry-pick or rebase; 0 where the step was done before under its idempotency key.</summary>
    public int Replayed { get; init; }

    /// <summary>The commit whose change conflicted, where several were to be made anew.</summary>
    public Commit? At { get; init; }

    /// <summary>All undecided conflicts, by path, kind, key and column. Nothing was changed where there are any.</summary>
    public IReadOnlyList<MergeConflict> Conflicts { get; init; } = [];

    /// <summary>For a dry run: the changes that the commit would make; null otherwise.</summary>
    public IReadOnlyList<PathChange>? Changes { get; init; }
}

/// <summary>How a merge ended.</summary>
public enum MergeStatus
{
    /// <summary>A commit was made; in a dry run it would be.</summary>
    Merged,

    /// <summary>The branch moved forward; in a dry run it would.</summary>
    FastForwarded,

    /// <summary>The branch contains all of it already; nothing was done.</summary>
    UpToDate,

    /// <summary>Conflicts are left; nothing was changed.</summary>
    Conflicts,
}
