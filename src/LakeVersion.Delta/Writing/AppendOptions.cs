using LakeVersion.Delta.Committing;

namespace LakeVersion.Delta.Writing;

/// <summary>How rows are appended.</summary>
public sealed record AppendOptions
{
    /// <summary>True lets columns that the table lacks become new nullable ones at its end. Default false: they are an error.</summary>
    public bool MergeSchema { get; init; }

    /// <summary>The application's own number of this batch: a batch that is in the table already is not written again. Null for none.</summary>
    public ApplicationBatch? Application { get; init; }

    /// <summary>How data files are laid out.</summary>
    public DataFileOptions Files { get; init; } = new();

    /// <summary>What the commit remembers.</summary>
    public CommitOptions Commit { get; init; } = new();
}
