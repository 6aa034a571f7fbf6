using LakeVersion.Delta.Actions;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv delta files</c>.</summary>
internal sealed record DeltaFilesShape
{
    public int Version { get; init; } = 1;

    public required string Location { get; init; }

    public required long TableVersion { get; init; }

    /// <summary>Files that are left out, because no row in them can pass <c>--where</c>.</summary>
    public required long Pruned { get; init; }

    /// <summary>In reading order.</summary>
    public required IReadOnlyList<DeltaFileShape> Files { get; init; }
}

/// <summary>A data file.</summary>
internal sealed record DeltaFileShape
{
    /// <summary>Relative to the table, or absolute, as in the log: percent-encoded.</summary>
    public required string Path { get; init; }

    public required long SizeBytes { get; init; }

    /// <summary>Rows in the file, deleted ones included; null where statistics do not tell.</summary>
    public long? Rows { get; init; }

    public required IReadOnlyDictionary<string, string?> PartitionValues { get; init; }

    /// <summary>Null where no row of the file is deleted.</summary>
    public DeltaVectorShape? DeletionVector { get; init; }

    public static DeltaFileShape Of(AddFile file) => new()
    {
        Path = file.Path,
        SizeBytes = file.Size,
        Rows = file.RowCount,
        PartitionValues = file.PartitionValues,
        DeletionVector = file.DeletionVector is { } vector ? new DeltaVectorShape(vector.StorageType, vector.Cardinality) : null,
    };
}

/// <summary>Rows of a file that are deleted.</summary>
/// <param name="Storage"><c>u</c>: a file beside the data; <c>p</c>: a file elsewhere; <c>i</c>: in the log itself.</param>
/// <param name="Rows">How many.</param>
internal sealed record DeltaVectorShape(string Storage, long Rows);
