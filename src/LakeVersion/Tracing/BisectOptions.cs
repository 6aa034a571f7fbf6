namespace LakeVersion.Tracing;

/// <summary>How a bisection goes.</summary>
public sealed record BisectOptions
{
    /// <summary>Looks at first parents alone, so that a merge stands for what it brought.</summary>
    public bool FirstParents { get; init; }

    /// <summary>Told before each test: the commit, and how many commits are still suspects. Null tells nobody.</summary>
    public Action<Versioning.Commits.Commit, int>? Testing { get; init; }
}
