using LakeVersion.Versioning.Commits;

namespace LakeVersion.Versioning.Transactions;

/// <summary>What a commit says, and on what condition it is made.</summary>
public sealed record CommitOptions
{
    /// <summary>What and why, in words; at most 64 KiB.</summary>
    public required string Message { get; init; }

    /// <summary>Who made the change, as asserted, not proven.</summary>
    public required string Author { get; init; }

    /// <summary>Who commits it; null means the author.</summary>
    public string? Committer { get; init; }

    /// <summary>Names and values that stay with the commit; at most 64 KiB.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>What kind of change it is, with figures. Default <c>commit</c>.</summary>
    public CommitOperation Operation { get; init; } = new("commit");

    /// <summary>Commits that this one stands for.</summary>
    public IReadOnlyList<AppliedCommit>? Applied { get; init; }

    /// <summary>
    /// Further parents, at most 8: the commits that this one merges, published ones. Those that the branch's state contains already are left
    /// out; while any is left, the commit is made even where nothing changed. Where the branch moved on by more than ordinary commits made
    /// after them, what was merged may be wrong on its new state: a conflict, and the merge must be done again.
    /// </summary>
    public IReadOnlyList<Commit> MergeParents { get; init; } = [];

    /// <summary>Only where the branch stands at this commit; else a conflict. Null does not ask.</summary>
    public CommitId? IfHead { get; init; }

    /// <summary>
    /// A key that makes the commit once: found in the branch's entries of the last 7 days, that commit is the answer.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// What is asked for, in words that an honest retry repeats, for <see cref="IdempotencyKey"/>: a key that was used for something
    /// else is a conflict. Its digest is stored. Null compares nothing here; <c>LakeTransaction</c> then describes its own calls.
    /// </summary>
    public string? Request { get; init; }

    /// <summary>Commit even where nothing changed. Default false.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>How long other writers may win before the commit gives up. Default 2 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);
}

/// <summary>How a commit ended.</summary>
public enum CommitStatus
{
    /// <summary>The commit was made and published.</summary>
    Committed,

    /// <summary>Nothing would have changed; no commit was made.</summary>
    Unchanged,

    /// <summary>An earlier commit had the idempotency key; it is the answer.</summary>
    Replayed,
}

/// <summary>The answer to a commit.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Commit">The commit made, found, or, where nothing changed, the branch's own.</param>
/// <param name="State">The state of the branch that holds it.</param>
public sealed record CommitResult(CommitStatus Status, Commit Commit, Logs.LogState State);
