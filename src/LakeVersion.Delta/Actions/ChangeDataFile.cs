namespace LakeVersion.Delta.Actions;

/// <summary>A file with the rows that a commit changed: the <c>cdc</c> action. It is no part of the table's content.</summary>
public sealed record ChangeDataFile : DeltaAction
{
    /// <summary>Where the file is: a URI, relative to the table or absolute.</summary>
    public required string Path { get; init; }

    /// <summary>The value of every partition column, as text.</summary>
    public required IReadOnlyDictionary<string, string?> PartitionValues { get; init; }

    /// <summary>The file's length in bytes.</summary>
    public required long Size { get; init; }
}
