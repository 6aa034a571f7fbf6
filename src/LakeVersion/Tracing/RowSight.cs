using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Tracing;

/// <summary>A table at one revision, seen for one row: the files that may hold it, and, once it was read, the row.</summary>
internal sealed class RowSight
{
    /// <summary>The files that may hold the row, with their vectors; null where the table or a column of the key is not there.</summary>
    public required IReadOnlyList<(string Path, string? Vector)>? Files { get; init; }

    /// <summary>The columns, as the log has them; null where there is no table.</summary>
    public required string? SchemaText { get; init; }

    /// <summary>The row, read at most once, also where several revisions share it.</summary>
    public required RowReading Row { get; init; }

    public static RowSight Nothing { get; } = new() { Files = null, SchemaText = null, Row = new RowReading(null, null, "") };

    /// <summary>True where both certainly hold the same row: nothing that could hold it differs.</summary>
    public bool HasSameFiles(RowSight other) => Files is null || other.Files is null
        ? Files is null && other.Files is null
        : SchemaText == other.SchemaText && Files.SequenceEqual(other.Files);

    public static RowSight Of(DeltaSnapshot table, RowKey key, string label)
    {
        var columns = TableColumn.Of(table);
        return key.In(columns, table.Schema) is not { } predicate ? Nothing : new RowSight
        {
            Files = [.. table.Prune(predicate).Select(file => (file.Path, file.DeletionVector?.UniqueId))],
            SchemaText = table.Metadata.SchemaString,
            Row = new RowReading(table, predicate, label),
        };
    }
}
