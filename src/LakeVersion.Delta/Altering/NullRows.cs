using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Altering;

/// <summary>Looks for rows that are null where none may be.</summary>
internal static class NullRows
{
    /// <summary>Reads what statistics do not exclude; a field of a struct that is null itself is no value, and breaks no rule.</summary>
    /// <exception cref="LakeException">Invalid: there are such rows, so many. Unsupported: the column is within a list or a map.</exception>
    public static async ValueTask CheckAsync(DeltaSnapshot table, ColumnPath column, CancellationToken cancellationToken)
    {
        if (SchemaEdit.Resolve(table.TableSchema, column).Count < column.Names.Count)
        {
            throw LakeException.Unsupported($"Column '{column}' is within a list or a map; whether rows are null there is not looked for, so it stays nullable.");
        }

        var predicate = column.IsNull();
        for (var depth = 1; depth < column.Names.Count; depth++)
        {
            predicate &= ColumnPath.Of([.. column.Names.Take(depth)]).IsNotNull();
        }

        var count = 0L;
        await foreach (var batch in table.ReadAsync([], predicate, cancellationToken).ConfigureAwait(false))
        {
            count += batch.Length;
            batch.Dispose();
        }

        if (count > 0)
        {
            throw LakeException.Invalid($"Column '{column}' of {table.Folder.Name} is null in {count} rows, so it cannot be made not null. Change or delete these rows first ({predicate}).");
        }
    }
}
