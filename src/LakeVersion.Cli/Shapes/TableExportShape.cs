using LakeVersion.Cli.Exporting;
using LakeVersion.Cli.Lakes;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv table export</c>, and <c>lv table read</c> or <c>lv table changes</c> into a file.</summary>
internal sealed record TableExportShape
{
    public int Version { get; init; } = 1;

    public required string Revision { get; init; }

    public required string Table { get; init; }

    /// <summary>The version of the table's own log.</summary>
    public required long TableVersion { get; init; }

    /// <summary>The local file or folder.</summary>
    public required string Destination { get; init; }

    /// <summary><c>delta</c>, <c>parquet</c>, <c>csv</c>, <c>jsonl</c> or <c>arrow</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Rows; null where statistics do not tell.</summary>
    public long? Rows { get; init; }

    public required long Files { get; init; }

    /// <summary>The size of the data, without a table's log.</summary>
    public required long Bytes { get; init; }

    /// <summary>With <c>--history</c>: versions of the log.</summary>
    public long? Versions { get; init; }

    /// <summary>With <c>--history</c>: files that only older versions need and that the revision no longer has.</summary>
    public long? MissingFiles { get; init; }

    /// <summary>Rows of a table that were written to a file.</summary>
    public static TableExportShape Of(LakePlace place, long tableVersion, RowFile file) => new()
    {
        Revision = place.Revision,
        Table = place.Path,
        TableVersion = tableVersion,
        Destination = file.Destination,
        Format = file.Format,
        Rows = file.Rows,
        Files = 1,
        Bytes = file.Bytes,
    };
}
