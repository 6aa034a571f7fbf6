using LakeVersion.Delta.Committing;

namespace LakeVersion.Delta.Writing;

/// <summary>How a table is created.</summary>
public sealed record CreateOptions
{
    /// <summary>The columns by which files are divided, in order; none by default.</summary>
    public IReadOnlyList<string> PartitionColumns { get; init; } = [];

    /// <summary>A name; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>A description; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Properties. Those that begin with <c>delta.</c> must be among the ones that this version honours.
    /// In-commit timestamps are on unless <c>delta.enableInCommitTimestamps</c> says false.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>The application's own number of the first rows; null for none.</summary>
    public ApplicationBatch? Application { get; init; }

    /// <summary>How data files are laid out, where rows come with the creation.</summary>
    public DataFileOptions Files { get; init; } = new();

    /// <summary>What the commit remembers.</summary>
    public CommitOptions Commit { get; init; } = new();
}
