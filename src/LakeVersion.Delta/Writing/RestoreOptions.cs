using LakeVersion.Delta.Committing;

namespace LakeVersion.Delta.Writing;

/// <summary>How an earlier version is restored.</summary>
public sealed record RestoreOptions
{
    /// <summary>True takes applications' batch numbers back too, so that later batches can be written again. Default false, as Spark does.</summary>
    public bool RestoreApplications { get; init; }

    /// <summary>What the commit remembers.</summary>
    public CommitOptions Commit { get; init; } = new();
}
