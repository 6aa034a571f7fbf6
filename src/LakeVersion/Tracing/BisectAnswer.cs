namespace LakeVersion.Tracing;

/// <summary>What was found at a commit.</summary>
public enum BisectAnswer
{
    /// <summary>What is looked for is not there yet.</summary>
    Good,

    /// <summary>It is there.</summary>
    Bad,

    /// <summary>It cannot be told here.</summary>
    Skip,
}
