namespace LakeVersion.Delta.Merging;

/// <summary>One thing on which the two sides of a merge disagree.</summary>
public sealed record TableMergeConflict
{
    /// <summary>What they disagree on.</summary>
    public required TableMergeConflictKind Kind { get; init; }

    /// <summary>The values of the row's key as a JSON array, such as <c>[42]</c>; null where no row is meant.</summary>
    public string? Key { get; init; }

    /// <summary>The column, by its name, or the name of the property, application or domain; null for none.</summary>
    public string? Column { get; init; }

    /// <summary>What the base has, as JSON: a cell's value, a row as an object; null where it has nothing.</summary>
    public string? Base { get; init; }

    /// <summary>What ours has, likewise.</summary>
    public string? Ours { get; init; }

    /// <summary>What theirs has, likewise.</summary>
    public string? Theirs { get; init; }

    /// <summary>Why this is a conflict and, where something can be done about it, what.</summary>
    public required string Reason { get; init; }
}
