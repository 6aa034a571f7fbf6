using LakeVersion.Comparing;
using LakeVersion.Delta.Comparing;

namespace LakeVersion.Cli.Shapes;

/// <summary>What differs between two revisions, part of <c>lv show</c> and <c>lv diff</c>.</summary>
internal sealed record DifferenceShape
{
    /// <summary>Files outside tables, in path order.</summary>
    public required IReadOnlyList<FileDifferenceShape> Files { get; init; }

    /// <summary>With <c>--by-folder</c>: the files summed up by folder, in path order.</summary>
    public IReadOnlyList<FolderDifference>? Folders { get; init; }

    /// <summary>Tables, in path order.</summary>
    public required IReadOnlyList<TableDifferenceShape> Tables { get; init; }

    /// <param name="difference">What differs.</param>
    /// <param name="depth">How deep folders are summed up; null for not at all.</param>
    public static DifferenceShape Of(LakeDifference difference, int? depth = null) => new()
    {
        Folders = depth is { } levels ? difference.ByFolder(levels) : null,
        Files = [.. difference.Files.Select(Of)],
        Tables = [.. difference.Tables.Select(Of)],
    };

    private static FileDifferenceShape Of(FileDifference file) => new(
        file.Path,
        Kind(file.Kind),
        file.Before?.SizeBytes,
        file.After?.SizeBytes,
        file.Before?.Sha256?.ToString(),
        file.After?.Sha256?.ToString());

    private static TableDifferenceShape Of(TableDifference table) => new(
        table.Path,
        Kind(table.Kind),
        table.BeforeVersion,
        table.AfterVersion,
        table.BeforeRows,
        table.AfterRows,
        table.FilesAdded,
        table.FilesRemoved,
        table.SchemaChanged)
    {
        Replaced = table.IsReplaced,
        Unread = table.Unread,
        FilesMarked = table.Details.FilesMarked,
        RowsAdded = table.Details.RowsAdded,
        RowsRemoved = table.Details.RowsRemoved,
        Columns = table.Kind == DifferenceKind.Changed ? table.Details.Columns : [],
        Properties = table.Kind == DifferenceKind.Changed ? table.Details.Properties : [],
    };

    private static string Kind(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Added => "added",
        DifferenceKind.Removed => "removed",
        _ => "changed",
    };
}

/// <summary>A file that differs; kind is <c>added</c>, <c>changed</c> or <c>removed</c>.</summary>
internal sealed record FileDifferenceShape(
    string Path, string Kind, long? BeforeBytes, long? AfterBytes, string? BeforeSha256, string? AfterSha256);

/// <summary>A table that differs, in short; rows are null where its statistics do not tell.</summary>
internal sealed record TableDifferenceShape(
    string Path,
    string Kind,
    long? BeforeVersion,
    long? AfterVersion,
    long? BeforeRows,
    long? AfterRows,
    long FilesAdded,
    long FilesRemoved,
    bool SchemaChanged)
{
    /// <summary>True where it is another table at the same path.</summary>
    public bool Replaced { get; init; }

    /// <summary>Why its log could not be read, which was erased or let go; null where it was.</summary>
    public string? Unread { get; init; }

    /// <summary>Files of both with other rows deleted in them.</summary>
    public long FilesMarked { get; init; }

    /// <summary>Rows that came, rewritten ones among them; null where statistics do not tell.</summary>
    public long? RowsAdded { get; init; }

    /// <summary>Rows that went, rewritten ones among them; null where statistics do not tell.</summary>
    public long? RowsRemoved { get; init; }

    /// <summary>Columns that differ, where both revisions have the table.</summary>
    public IReadOnlyList<ColumnDifference> Columns { get; init; } = [];

    /// <summary>Properties that differ, where both revisions have the table.</summary>
    public IReadOnlyList<PropertyDifference> Properties { get; init; } = [];
}
