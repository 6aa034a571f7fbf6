namespace LakeVersion.Versioning.Trees;

/// <summary>What to scan of a tree.</summary>
public sealed record TreeScan
{
    /// <summary>Only paths that begin with this text; it need not end at a <c>/</c>. Empty scans all.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Only items that sort behind this text (UTF-8 bytes); null begins at the first. A folder's name counts with its <c>/</c>.</summary>
    public string? StartAfter { get; init; }

    /// <summary>
    /// True folds paths that have a further <c>/</c> behind the prefix into one folder item, named up to and with that
    /// <c>/</c>; a folder costs one seek, however much is in it. False gives every entry.
    /// </summary>
    public bool Folders { get; init; }

    /// <summary>True gives only entries with a table mark, and reads only the parts of the tree that have some.</summary>
    public bool TablesOnly { get; init; }

    /// <summary>At most so many items; null gives all.</summary>
    public int? Limit { get; init; }
}
