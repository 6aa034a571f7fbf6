using Apache.Arrow;
using LakeVersion.Delta.Actions;

namespace LakeVersion.Delta.Reading;

/// <summary>A file whose rows are read: a data file of the table, or one that tells of changes.</summary>
/// <remarks>Rows left are those of <see cref="Only"/> (all, where it is null) that are not in <see cref="DeletionVector"/>. So the rows
/// that a commit deleted by replacing vector A of a file with vector B are Only = B, DeletionVector = A, and those that it brought back
/// Only = A, DeletionVector = B.</remarks>
internal sealed record ScanFile
{
    private static readonly IReadOnlyDictionary<string, IArrowArray> NoConstants = new Dictionary<string, IArrowArray>();

    /// <summary>Where the file is: a URI, relative to the table or absolute.</summary>
    public required string Path { get; init; }

    /// <summary>The values of partition columns as text, by physical name; null where the log does not have them.</summary>
    public required IReadOnlyDictionary<string, string?>? PartitionValues { get; init; }

    /// <summary>The file's length in bytes; null where the log does not say.</summary>
    public long? Size { get; init; }

    /// <summary>Rows that are left out; null for none.</summary>
    public DeletionVectorDescriptor? DeletionVector { get; init; }

    /// <summary>The only rows that are wanted; null for all.</summary>
    public DeletionVectorDescriptor? Only { get; init; }

    /// <summary>Columns that have one value in all rows: arrays of one element by the column's name. They go before log and file.</summary>
    public IReadOnlyDictionary<string, IArrowArray> Constants { get; init; } = NoConstants;

    public static ScanFile Of(AddFile file) => new()
    {
        Path = file.Path, PartitionValues = file.PartitionValues, Size = file.Size, DeletionVector = file.DeletionVector,
    };

    public static ScanFile Of(RemoveFile file) => new()
    {
        Path = file.Path, PartitionValues = file.PartitionValues, Size = file.Size, DeletionVector = file.DeletionVector,
    };

    public static ScanFile Of(ChangeDataFile file) => new() { Path = file.Path, PartitionValues = file.PartitionValues, Size = file.Size };
}
