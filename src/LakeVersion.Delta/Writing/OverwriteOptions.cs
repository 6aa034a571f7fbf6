using LakeVersion.Delta.Committing;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Writing;

/// <summary>How a table's rows are replaced.</summary>
public sealed record OverwriteOptions
{
    /// <summary>True replaces the schema by that of the new rows. Default false: they must fit the table's.</summary>
    public bool OverwriteSchema { get; init; }

    /// <summary>With <see cref="OverwriteSchema"/>: the new partition columns; null keeps those of the table.</summary>
    public IReadOnlyList<string>? PartitionColumns { get; init; }

    /// <summary>True lets columns that the table lacks become new nullable ones at its end.</summary>
    public bool MergeSchema { get; init; }

    /// <summary>Only rows that pass are replaced, and all new rows must pass; null replaces all. The table's columns stay as they are.</summary>
    public Predicate? ReplaceWhere { get; init; }

    /// <summary>True replaces only the partitions that appear in the new rows, each in whole. The table's columns stay as they are.</summary>
    public bool DynamicPartitions { get; init; }

    /// <summary>The application's own number of this batch; null for none.</summary>
    public ApplicationBatch? Application { get; init; }

    /// <summary>How data files are laid out.</summary>
    public DataFileOptions Files { get; init; } = new();

    /// <summary>What the commit remembers.</summary>
    public CommitOptions Commit { get; init; } = new();
}
