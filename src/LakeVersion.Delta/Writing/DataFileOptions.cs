using LakeVersion.Parquet;

namespace LakeVersion.Delta.Writing;

/// <summary>How data files are laid out. What is said here goes before what the table's properties say.</summary>
public sealed record DataFileOptions
{
    /// <summary>Where a file is closed and the next one begun, in bytes. Null, the default, takes the table's <c>delta.targetFileSize</c>,
    /// or 128 MiB.</summary>
    public long? TargetSizeBytes { get; init; }

    /// <summary>Files open at once, one for each partition value; beyond it the largest is closed. Default 32, at least 1.</summary>
    public int MaxOpenFiles { get; init; } = 32;

    /// <summary>Rows of partitioned tables are gathered by partition in so much memory, in bytes, before files are begun. Default 256 MiB.</summary>
    public long MaxGatheredBytes { get; init; } = 256L << 20;

    /// <summary>Row groups and compression. Null, the default, takes the table's <c>delta.parquet.compression.codec</c>, or Snappy.</summary>
    public ParquetWriteOptions? Parquet { get; init; }
}
