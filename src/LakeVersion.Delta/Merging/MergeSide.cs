namespace LakeVersion.Delta.Merging;

/// <summary>Where the value that settles a conflict comes from.</summary>
public enum MergeSide
{
    /// <summary>The destination.</summary>
    Ours,

    /// <summary>What is merged into it.</summary>
    Theirs,

    /// <summary>Where both come from.</summary>
    Base,

    /// <summary>A value that none of them has.</summary>
    Value,
}
