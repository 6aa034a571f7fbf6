namespace LakeVersion.Delta.Actions;

/// <summary>A data file becomes part of the table (PROTOCOL.md, "Add File and Remove File").</summary>
public sealed record AddFile : DeltaAction
{
    /// <summary>Where the file is: a URI, relative to the table or absolute, as written in the log.</summary>
    public required string Path { get; init; }

    /// <summary>The value of every partition column, as text; null or an empty text is null.</summary>
    public required IReadOnlyDictionary<string, string?> PartitionValues { get; init; }

    /// <summary>The file's length in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>When the file was created, in milliseconds since the Unix epoch.</summary>
    public required long ModificationTime { get; init; }

    /// <summary>False where the commit only rearranges rows that the table holds already.</summary>
    public required bool DataChange { get; init; }

    /// <summary>Statistics as JSON (PROTOCOL.md, "Per-file Statistics"); null where there are none.</summary>
    public string? Stats { get; init; }

    /// <summary>Rows in the file, those that a deletion vector deletes included; null where the statistics do not say.</summary>
    public long? RowCount => Statistics.FileStatistics.Parse(Stats).RowCount;

    /// <summary>Free metadata of the file; null for none.</summary>
    public IReadOnlyDictionary<string, string?>? Tags { get; init; }

    /// <summary>Which rows of the file are deleted; null for none.</summary>
    public DeletionVectorDescriptor? DeletionVector { get; init; }

    /// <summary>The row id of the file's first row, with row tracking; else null.</summary>
    public long? BaseRowId { get; init; }

    /// <summary>The first version that added the path, with row tracking; else null.</summary>
    public long? DefaultRowCommitVersion { get; init; }

    /// <summary>The name of what clustered the file; null for nothing.</summary>
    public string? ClusteringProvider { get; init; }

    /// <summary>Fields that this version does not know, as raw JSON by name; carried unchanged.</summary>
    public IReadOnlyDictionary<string, string>? OtherFields { get; init; }
}
