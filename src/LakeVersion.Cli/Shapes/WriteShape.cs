namespace LakeVersion.Cli.Shapes;

/// <summary>What a writing verb did; the same for all of them.</summary>
internal sealed record WriteShape
{
    public int Version { get; init; } = 1;

    /// <summary>The verb: <c>put</c>, <c>rm</c>, <c>table append</c> …</summary>
    public required string Verb { get; init; }

    /// <summary><c>committed</c>; <c>unchanged</c>: nothing was to change; <c>replayed</c>: an earlier commit has the idempotency
    /// key; <c>staged</c>: kept as a step of a transaction; <c>dryRun</c>: nothing was done.</summary>
    public required string Status { get; init; }

    /// <summary>The branch.</summary>
    public required string Branch { get; init; }

    /// <summary>The commit's id; where nothing changed the branch's own; null for a stage or dry run.</summary>
    public string? Commit { get; init; }

    /// <summary>The number of the branch's entry that holds the commit; null for a stage or dry run.</summary>
    public long? Entry { get; init; }

    /// <summary>The transaction's id.</summary>
    public string? Transaction { get; init; }

    /// <summary>The message of the commit or step.</summary>
    public required string Message { get; init; }

    /// <summary>Paths that are new, outside tables.</summary>
    public long Added { get; init; }

    /// <summary>Paths with other content, outside tables.</summary>
    public long Changed { get; init; }

    /// <summary>Paths that are gone, outside tables.</summary>
    public long Removed { get; init; }

    /// <summary>Tables that were changed.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>What the verb counts besides: <c>rows</c>, <c>files</c>, <c>bytes</c> …</summary>
    public IReadOnlyDictionary<string, long>? Figures { get; init; }

    /// <summary>For a dry run: every change, in path order.</summary>
    public IReadOnlyList<ChangeShape>? Changes { get; init; }
}

/// <summary>A change of a path or table.</summary>
/// <param name="Path">The file, or the table.</param>
/// <param name="Kind"><c>added</c>, <c>changed</c> or <c>removed</c>.</param>
/// <param name="IsTable">True for a table.</param>
/// <param name="SizeBytes">The new size; null for a table or what is removed.</param>
internal sealed record ChangeShape(string Path, string Kind, bool IsTable, long? SizeBytes);
