using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Writing;

namespace LakeVersion.Delta.Editing;

/// <summary>How rows are updated.</summary>
public sealed record UpdateOptions
{
    /// <summary>How data files are laid out.</summary>
    public DataFileOptions Files { get; init; } = new();

    /// <summary>What the commit remembers.</summary>
    public CommitOptions Commit { get; init; } = new();
}
