using LakeVersion.Comparing;

namespace LakeVersion.Cli.Shapes;

/// <summary>What differs between two revisions, part of <c>lv show</c> and <c>lv diff</c>.</summary>
internal sealed record DifferenceShape
{
    /// <summary>Files outside tables, in path order.</summary>
    public required IReadOnlyList<FileDifferenceShape> Files { get; init; }

    /// <summary>Tables, in path order.</summary>
    public required IReadOnlyList<TableDifferenceShape> Tables { get; init; }

    public static DifferenceShape Of(LakeDifference difference) => new()
    {
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
        table.SchemaChanged);

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
    long FilesAdded, long FilesRemoved, bool SchemaChanged);
