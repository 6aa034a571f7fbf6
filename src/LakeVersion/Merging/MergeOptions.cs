using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Merging;

/// <summary>How a merge is made.</summary>
public sealed record MergeOptions
{
    /// <summary>
    /// What the commit says, and on what condition it is made; null is the lake's author, and an empty message a sentence. Its operation, parents and
    /// applied commits are the merge's own.
    /// </summary>
    public CommitOptions? Commit { get; init; }

    /// <summary>Whether the branch may just move forward where it has nothing of its own. Default: it may.</summary>
    public FastForward FastForward { get; init; }

    /// <summary>One commit with one parent that says what it stands for, in place of a merge commit.</summary>
    public bool Squash { get; init; }

    /// <summary>What becomes of conflicts; null decides none.</summary>
    public MergeResolution? Resolution { get; init; }

    /// <summary>Only tells what would come of it.</summary>
    public bool DryRun { get; init; }
}

/// <summary>Whether a branch that has nothing of its own may just move forward.</summary>
public enum FastForward
{
    /// <summary>It may; else a merge commit is made.</summary>
    Allowed,

    /// <summary>Nothing else is done: a merge that needs a commit is refused.</summary>
    Only,

    /// <summary>A merge commit is made in any case.</summary>
    Never,
}
