namespace LakeVersion.Storage;

/// <summary>What to list.</summary>
public sealed record ListRequest
{
    /// <summary>Only keys that begin with this text; it need not end at a <c>/</c>. Empty lists everything.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Only items that sort after this text (UTF-8 bytes); null begins at the first.</summary>
    public string? StartAfter { get; init; }

    /// <summary>
    /// True folds keys that have a further <c>/</c> behind the prefix into one folder item, named up to and with
    /// that <c>/</c>; false lists every object.
    /// </summary>
    public bool Folders { get; init; }

    /// <summary>At most so many items; null lists all. A small limit costs the store little.</summary>
    public int? Limit { get; init; }
}
