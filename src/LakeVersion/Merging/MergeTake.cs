namespace LakeVersion.Merging;

/// <summary>What becomes of a conflict.</summary>
public enum MergeTake
{
    /// <summary>What the destination has.</summary>
    Ours,

    /// <summary>What the source has.</summary>
    Theirs,

    /// <summary>What both began with.</summary>
    Base,

    /// <summary>A value that is given; for a cell alone.</summary>
    Value,
}
