using LakeVersion.Delta.Clustering;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Optimizing;

/// <summary>Which files are written anew, and how.</summary>
public sealed record OptimizeOptions
{
    /// <summary>Only partitions that pass; it may test partition columns alone. Null takes all.</summary>
    public Predicate? Where { get; init; }

    /// <summary>The columns by which rows that are near each other come into the same files: at most 8 of the table's own columns, none of
    /// them a partition column. Empty, the default, joins files in the order of their rows.</summary>
    public IReadOnlyList<string> ClusterBy { get; init; } = [];

    /// <summary>The curve that orders rows by several columns. Default Z-order.</summary>
    public SpaceCurve Curve { get; init; } = SpaceCurve.ZOrder;

    /// <summary>Without clustering, files below this share of the target size are joined. Default 0.75.</summary>
    public double SmallShare { get; init; } = 0.75;

    /// <summary>Files of which more than this share of the rows is deleted are written anew, small or not. Default 0.05.</summary>
    public double MaxDeletedShare { get; init; } = 0.05;

    /// <summary>Rows sorted at once while clustering, in bytes as they lie in memory; about three times as much is held. A partition beyond it
    /// is read once for each share of it. Default 512 MiB.</summary>
    public long MaxSortedBytes { get; init; } = 512L << 20;

    /// <summary>How data files are laid out; <see cref="DataFileOptions.TargetSizeBytes"/> is the size that files are brought to.</summary>
    public DataFileOptions Files { get; init; } = new();

    /// <summary>What the commit remembers.</summary>
    public CommitOptions Commit { get; init; } = new();
}
