using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tracing;

/// <summary>Tells what a commit did to a row. Pure.</summary>
internal static class RowChanges
{
    /// <summary>The change; null where a merge only brought cells of its parents together.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="before">The row in each parent that has it, first parent first.</param>
    /// <param name="after">The row afterwards; null where it is gone.</param>
    public static RowChange? Of(Commit commit, IReadOnlyList<RowCells> before, RowCells? after)
    {
        if (after is null)
        {
            return before.Count == 0 ? null : new RowChange(commit, RowChangeKind.Deleted, All(before[0], row => (row, null)));
        }

        if (before.Count == 0)
        {
            return new RowChange(commit, RowChangeKind.Inserted, All(after, row => (null, row)));
        }

        // A cell that one parent has just so came from there.
        var changed = before.Select(after.Differing).Aggregate((left, right) => [.. left.Intersect(right, StringComparer.Ordinal)]);
        var cells = changed.Select(name => new CellChange(
            after.NameOf(name) ?? before.Select(row => row.NameOf(name)).First(found => found is not null)!, before[0][name].Json, after[name].Json));
        return changed.Count == 0 ? null : new RowChange(commit, RowChangeKind.Changed, [.. cells]);
    }

    private static List<CellChange> All(RowCells row, Func<string, (string? Before, string? After)> side) =>
        [.. row.Columns.Select(column =>
        {
            var (before, after) = side(row[column.StoredName].Json);
            return new CellChange(column.Name, before, after);
        })];
}
