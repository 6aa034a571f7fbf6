namespace LakeVersion.Delta.Actions;

/// <summary>Who did what (PROTOCOL.md, "Commit Provenance Information"). Every field may be missing in foreign logs.</summary>
public sealed record CommitInfo : DeltaAction
{
    /// <summary>The commit's time when in-commit timestamps are on, in milliseconds since the Unix epoch; else null.</summary>
    public long? InCommitTimestamp { get; init; }

    /// <summary>The writer's clock, in milliseconds since the Unix epoch.</summary>
    public long? Timestamp { get; init; }

    /// <summary>The user's id; null where unknown.</summary>
    public string? UserId { get; init; }

    /// <summary>The user's name; null where unknown.</summary>
    public string? UserName { get; init; }

    /// <summary>What was done, in Spark's words: WRITE, CREATE TABLE, RESTORE …</summary>
    public string? Operation { get; init; }

    /// <summary>How it was done; values that are not text are kept as raw JSON.</summary>
    public IReadOnlyDictionary<string, string?> OperationParameters { get; init; } = new Dictionary<string, string?>();

    /// <summary>Figures of the operation; values that are not text are kept as raw JSON.</summary>
    public IReadOnlyDictionary<string, string?> OperationMetrics { get; init; } = new Dictionary<string, string?>();

    /// <summary>The version that the writer had read; null for the first.</summary>
    public long? ReadVersion { get; init; }

    /// <summary>The isolation that the commit was checked with.</summary>
    public string? IsolationLevel { get; init; }

    /// <summary>True where the commit only added files and read nothing.</summary>
    public bool? IsBlindAppend { get; init; }

    /// <summary>What the user wanted to remember with the commit; null for nothing.</summary>
    public string? UserMetadata { get; init; }

    /// <summary>The program that wrote the commit.</summary>
    public string? EngineInfo { get; init; }

    /// <summary>The identity of this attempt: how a writer finds its own commit after an unclear answer.</summary>
    public string? TxnId { get; init; }
}
