namespace LakeVersion.Verifying;

/// <summary>What a repair of a lake did, or would do.</summary>
public sealed record RepairReport
{
    /// <summary>What the check before found.</summary>
    public required LakeCheckReport Before { get; init; }

    /// <summary>Keys of objects that were put back from the copy, or would be; in order.</summary>
    public required IReadOnlyList<string> Repaired { get; init; }

    /// <summary>Keys of damaged objects that were not put back, and why.</summary>
    public required IReadOnlyList<UnrepairedObject> NotRepaired { get; init; }

    /// <summary>What a check after it found; of a dry run, what it would find. The same as <see cref="Before"/> where nothing was put back.</summary>
    public required LakeCheckReport After { get; init; }
}

/// <summary>A damaged object that stays as it is.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Why">Why.</param>
public sealed record UnrepairedObject(string Key, string Why);
