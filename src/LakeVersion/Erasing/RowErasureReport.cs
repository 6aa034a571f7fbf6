using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Erasing;

/// <summary>What an erasure of rows found and did; of a dry run, what it would do.</summary>
public sealed record RowErasureReport
{
    /// <summary>What stands in the lake for the test: SHA-256, in hex, of the salt, a space, and the test as it was given.</summary>
    public required string PredicateDigest { get; init; }

    /// <summary>32 hex digits that are stored nowhere. Who has them and the test can show what was erased; without them the digest cannot be guessed.</summary>
    public required string Salt { get; init; }

    /// <summary>Rows that pass and stand in data files of any version, each file's counted; a row that was written again is in several.</summary>
    public required long StoredRows { get; init; }

    /// <summary>Data files and change data files that hold such rows.</summary>
    public required int DataFiles { get; init; }

    /// <summary>Commits, checkpoints, compactions, sidecars and checksums of logs that carry values, by statistics, partition values or the words of a change.</summary>
    public required int LogFiles { get; init; }

    /// <summary>Copies of such content that no version names, as of changes that were made again.</summary>
    public int Strays { get; init; }

    /// <summary>Packs and objects that nobody looked into, since their transactions may still be under way. An erasure once they are a grace period old
    /// does, where no collection deleted them by then.</summary>
    public int UnderWay { get; init; }

    /// <summary>The branches whose tables are written anew.</summary>
    public required IReadOnlyList<RewrittenTable> Rewritten { get; init; }

    /// <summary>What the history of names can show no longer.</summary>
    public required IReadOnlyList<LostVersions> Lost { get; init; }

    /// <summary>Names whose newest state shows some of the content and which are not written anew: tags, staged transactions, branches
    /// whose table could not be read before.</summary>
    public required IReadOnlyList<RefName> LostHeads { get; init; }

    /// <summary>Commits whose message or metadata hold a literal of the test. Commit records are never changed.</summary>
    public required IReadOnlyList<CommitId> Mentions { get; init; }

    /// <summary>Paths whose partition folders say a value that only erased rows have. Trees are never changed.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Content outside the lake that holds such rows: nothing is erased there.</summary>
    public required IReadOnlyList<string> Outside { get; init; }

    /// <summary>Files in tables' folders that no log names and that cannot be read as rows: nobody looked into them.</summary>
    public required IReadOnlyList<string> Unread { get; init; }

    /// <summary>Where the content is that is erased.</summary>
    public ErasurePlan? Found { get; init; }

    /// <summary>The content's erasure; null of a dry run, and where there was nothing to erase.</summary>
    public ErasureResult? Erasure { get; init; }
}

/// <summary>A table that is written anew on a branch.</summary>
/// <param name="Branch">The branch.</param>
/// <param name="Table">The table.</param>
/// <param name="Version">The version at which its log begins now; null of a dry run.</param>
/// <param name="Commit">The commit; null of a dry run.</param>
/// <param name="Rows">How many rows it loses; null where that is not known, and of a dry run.</param>
public sealed record RewrittenTable(RefName Branch, string Table, long? Version, CommitId? Commit, long? Rows);

/// <summary>Versions of a table that a name's history can show no longer.</summary>
/// <param name="Name">The name.</param>
/// <param name="Table">The table.</param>
/// <param name="FirstVersion">The first version.</param>
/// <param name="LastVersion">The last one.</param>
/// <param name="FirstEntry">The first entry of the name's log whose state is concerned.</param>
/// <param name="LastEntry">The last one.</param>
public sealed record LostVersions(RefName Name, string Table, long FirstVersion, long LastVersion, long FirstEntry, long LastEntry);
