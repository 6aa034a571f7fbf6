using LakeVersion.Delta.Merging;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Merging;

/// <summary>A decision about conflicts of one path: all of them, or those of a kind, key or column.</summary>
public sealed record ConflictDecision
{
    /// <summary>The file's or table's path.</summary>
    public required string Path { get; init; }

    /// <summary>Only conflicts of a kind; null for any.</summary>
    public MergeConflictKind? Kind { get; init; }

    /// <summary>Only conflicts of a row, by its key as a JSON array; null for any.</summary>
    public string? Key { get; init; }

    /// <summary>Only conflicts of a column, property, application or domain; null for any.</summary>
    public string? Column { get; init; }

    /// <summary>Only conflicts that the change of one commit met, where several are picked, taken back or made anew; null for any.</summary>
    public CommitId? Commit { get; init; }

    /// <summary>What is taken.</summary>
    public required MergeDecision Decision { get; init; }

    /// <summary>The conflict that it was made for, whose sides must still be what they were; null does not ask. Where several
    /// decisions are about one conflict, the one that was made for its values counts.</summary>
    public MergeConflict? MadeFor { get; init; }

    /// <summary>Where it was read, for messages; null for nowhere.</summary>
    internal string? Place { get; init; }

    internal string Subject => new MergeConflict { Kind = Kind ?? MergeConflictKind.Cell, Path = Path, Key = Key, Column = Column, Reason = "" }.Subject;
}
