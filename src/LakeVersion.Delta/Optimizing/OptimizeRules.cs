using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Optimizing;

/// <summary>What an optimize may be asked for. Pure.</summary>
internal static class OptimizeRules
{
    // With more, each column would get so few bits of the curve that it hardly counts.
    private const int MostColumns = 8;

    /// <exception cref="LakeException">Invalid or Unsupported: the message names the column or option.</exception>
    public static void Check(DeltaSnapshot table, OptimizeOptions options)
    {
        TableFeatures.CheckWritable(table.Protocol, table.Metadata, table.TableSchema, table.Folder.Name);
        if (options.MaxSortedBytes < 1 || !(options.SmallShare >= 0) || !(options.MaxDeletedShare >= 0))
        {
            throw LakeException.Invalid($"MaxSortedBytes ({options.MaxSortedBytes}) is at least 1; SmallShare ({options.SmallShare}) and MaxDeletedShare ({options.MaxDeletedShare}) at least 0.");
        }

        if (options.Where is { } where)
        {
            CheckWhere(table, where);
        }

        CheckClustering(table, options.ClusterBy);
    }

    private static void CheckWhere(DeltaSnapshot table, Predicate where)
    {
        RowFilter.Check(where, table.Schema);
        if (where.Columns.FirstOrDefault(column => !table.PartitionColumns.Contains(column.Names[0])) is { } other)
        {
            var known = table.PartitionColumns.Count == 0 ? "which has none" : $"which are {string.Join(", ", table.PartitionColumns)}";
            throw LakeException.Invalid($"Files are chosen by partition columns of {table.Folder.Name}, {known}; '{other}' is none.");
        }
    }

    private static void CheckClustering(DeltaSnapshot table, IReadOnlyList<string> columns)
    {
        if (columns.Count > MostColumns || columns.Distinct(StringComparer.Ordinal).Count() < columns.Count)
        {
            throw LakeException.Invalid($"Rows are clustered by at most {MostColumns} different columns; found {string.Join(", ", columns)}.");
        }

        foreach (var name in columns)
        {
            var column = table.TableSchema.Find(name) ?? throw LakeException.Invalid(
                $"{table.Folder.Name} has no column '{name}' to cluster by.{NearNames.Hint(name, table.TableSchema.Fields.Select(field => field.Name))} Fields of structs are not taken.");
            if (table.PartitionColumns.Contains(name))
            {
                throw LakeException.Invalid($"Column '{name}' divides the files of {table.Folder.Name} already: in a partition it has one value. Leave it out.");
            }

            if (ColumnScalars.KindOf(ArrowSchemas.ToArrow(column.Type)) is null)
            {
                throw LakeException.Invalid($"Column '{name}' has the type {column.Type.Text}, whose values have no order to cluster by.");
            }
        }
    }
}
