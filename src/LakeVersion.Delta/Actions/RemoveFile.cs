namespace LakeVersion.Delta.Actions;

/// <summary>A data file stops being part of the table (PROTOCOL.md, "Add File and Remove File").</summary>
public sealed record RemoveFile : DeltaAction
{
    /// <summary>Where the file is: a URI, as in the add.</summary>
    public required string Path { get; init; }

    /// <summary>When it was removed, in milliseconds since the Unix epoch; null where unknown.</summary>
    public long? DeletionTimestamp { get; init; }

    /// <summary>False where the rows live on in files that the same commit adds.</summary>
    public required bool DataChange { get; init; }

    /// <summary>True where partition values and size are present.</summary>
    public bool? ExtendedFileMetadata { get; init; }

    /// <summary>The file's partition values; null where unknown.</summary>
    public IReadOnlyDictionary<string, string?>? PartitionValues { get; init; }

    /// <summary>The file's length in bytes; null where unknown.</summary>
    public long? Size { get; init; }

    /// <summary>The file's statistics; null for none.</summary>
    public string? Stats { get; init; }

    /// <summary>Free metadata of the file; null for none.</summary>
    public IReadOnlyDictionary<string, string?>? Tags { get; init; }

    /// <summary>The deletion vector that the file had; null for none.</summary>
    public DeletionVectorDescriptor? DeletionVector { get; init; }

    /// <summary>The row id of the file's first row; null without row tracking.</summary>
    public long? BaseRowId { get; init; }

    /// <summary>The first version that added the path; null without row tracking.</summary>
    public long? DefaultRowCommitVersion { get; init; }

    /// <summary>The remove that takes a live file out of the table.</summary>
    /// <param name="file">The live file.</param>
    /// <param name="time">When it is removed.</param>
    public static RemoveFile Of(AddFile file, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new()
        {
            Path = file.Path,
            DeletionTimestamp = time.ToUnixTimeMilliseconds(),
            DataChange = true,
            ExtendedFileMetadata = true,
            PartitionValues = file.PartitionValues,
            Size = file.Size,
            Tags = file.Tags,
            DeletionVector = file.DeletionVector,
            BaseRowId = file.BaseRowId,
            DefaultRowCommitVersion = file.DefaultRowCommitVersion,
        };
    }
}
