namespace LakeVersion.Versioning.Erasing;

/// <summary>What an erasure did.</summary>
public sealed record ErasureResult
{
    /// <summary>The number by which readers are told; null where nothing was there to erase.</summary>
    public required long? Erasure { get; init; }

    /// <summary>What was found before.</summary>
    public required ErasurePlan Found { get; init; }

    /// <summary>How many objects were deleted by this run.</summary>
    public int Objects { get; init; }

    /// <summary>How many packs were overwritten in part by this run.</summary>
    public int Packs { get; init; }

    /// <summary>From when on the second look may be taken; null where none is due.</summary>
    public DateTimeOffset? LookAgainAt { get; init; }
}
