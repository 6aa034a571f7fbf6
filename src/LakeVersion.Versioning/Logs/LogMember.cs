using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Versioning.Logs;

/// <summary>One of the commits that an entry publishes.</summary>
public sealed record LogMember
{
    /// <summary>The commit.</summary>
    public required CommitId Commit { get; init; }

    /// <summary>The transaction that made it.</summary>
    public required Id128 Tx { get; init; }

    /// <summary>Who made it, as asserted.</summary>
    public required string Author { get; init; }

    /// <summary>The first line of its message.</summary>
    public string? Message { get; init; }

    /// <summary>Its idempotency key.</summary>
    public string? Key { get; init; }

    /// <summary>The digest of what was asked for under the key; null where nobody said.</summary>
    public ContentHash? Request { get; init; }
}

/// <summary>A state of a log: the log's key prefix and the number of an entry.</summary>
/// <param name="Log">The key prefix, as <c>refs/branches/main</c>.</param>
/// <param name="N">The entry's number.</param>
public readonly record struct LogState(string Log, long N);
