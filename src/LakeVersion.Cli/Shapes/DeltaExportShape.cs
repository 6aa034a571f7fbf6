using LakeVersion.Cli.Exporting;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv delta read</c> and <c>lv delta changes</c> into a file.</summary>
internal sealed record DeltaExportShape
{
    public int Version { get; init; } = 1;

    public required string Location { get; init; }

    /// <summary>The first version whose changes were written; of rows the version that was read.</summary>
    public required long FromVersion { get; init; }

    /// <summary>The last such version.</summary>
    public required long ToVersion { get; init; }

    /// <summary>The local file.</summary>
    public required string Destination { get; init; }

    /// <summary><c>parquet</c>, <c>csv</c>, <c>jsonl</c> or <c>arrow</c>.</summary>
    public required string Format { get; init; }

    public required long Rows { get; init; }

    /// <summary>The file's length.</summary>
    public required long Bytes { get; init; }

    public static DeltaExportShape Of(string location, long fromVersion, long toVersion, RowFile file) => new()
    {
        Location = location,
        FromVersion = fromVersion,
        ToVersion = toVersion,
        Destination = file.Destination,
        Format = file.Format,
        Rows = file.Rows,
        Bytes = file.Bytes,
    };
}
