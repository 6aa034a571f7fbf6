using LakeVersion.Delta.Actions;

namespace LakeVersion.Delta.Changes;

/// <summary>Rows of one file that a version changed, all in the same way or as the file itself says.</summary>
internal sealed record FileChange
{
    public required long Version { get; init; }

    /// <summary>When the version was committed.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>What happened to the rows; null where each row says it in <see cref="ChangeColumns.Type"/>.</summary>
    public required string? Type { get; init; }

    /// <summary>Where the file is: a URI, as in the log.</summary>
    public required string Path { get; init; }

    /// <summary>The file's length in bytes; null where a remove does not say.</summary>
    public required long? Size { get; init; }

    /// <summary>The file's partition values; null where a remove does not say.</summary>
    public required IReadOnlyDictionary<string, string?>? PartitionValues { get; init; }

    /// <summary>The file's statistics; null where there are none.</summary>
    public string? Stats { get; init; }

    /// <summary>Only rows that this vector names are meant; null for all.</summary>
    public DeletionVectorDescriptor? Named { get; init; }

    /// <summary>Rows that this vector names are not meant; null for none.</summary>
    public DeletionVectorDescriptor? Except { get; init; }
}
