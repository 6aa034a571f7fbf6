using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Writing;

namespace LakeVersion.Delta.Editing;

/// <summary>How rows are deleted.</summary>
public sealed record DeleteOptions
{
    /// <summary>How data files are laid out, where files are replaced.</summary>
    public DataFileOptions Files { get; init; } = new();

    /// <summary>What the commit remembers.</summary>
    public CommitOptions Commit { get; init; } = new();
}
