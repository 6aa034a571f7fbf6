using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Checks;

/// <summary>Whether a table has the columns that an expectation names.</summary>
internal static class ColumnFinding
{
    /// <summary>The failure that says which column is missing; null where all are there.</summary>
    public static CheckFailure? Missing(DeltaSnapshot table, IReadOnlyList<string> columns)
    {
        var names = table.Schema.FieldsList.Select(field => field.Name).ToList();
        return columns.FirstOrDefault(column => !names.Contains(column, StringComparer.Ordinal)) is { } missing
            ? new CheckFailure($"Expected a column '{missing}', but there is none.{NearNames.Hint(missing, names)}") { Column = missing }
            : null;
    }
}
