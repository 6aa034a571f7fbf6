using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Merging;

/// <summary>How commits are picked, taken back or made anew.</summary>
public sealed record PickOptions
{
    /// <summary>
    /// What the commit says, and on what condition it is made; null writes a sentence as the lake's author. Commits that are made anew
    /// keep their own messages and authors where this is null or its message is empty; who does it is their committer.
    /// </summary>
    public CommitOptions? Commit { get; init; }

    /// <summary>For a merge that is taken back: which parent's state is gone back to, from 1; null refuses merges.</summary>
    public int? Parent { get; init; }

    /// <summary>
    /// For picks: also what the branch holds already, as if it did not. Of a table without a key that was compacted since that is a conflict.
    /// </summary>
    public bool AllowAgain { get; init; }

    /// <summary>What becomes of conflicts; null decides none.</summary>
    public MergeResolution? Resolution { get; init; }

    /// <summary>Only tells what would come of it.</summary>
    public bool DryRun { get; init; }
}
