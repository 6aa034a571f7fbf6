using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Statistics;
using LakeVersion.Parquet;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Reading;

/// <summary>Decides from the statistics in a file's footer which of its row groups may hold rows that pass. Pure.</summary>
/// <remarks>A leaf of the file says something of a column only as far as <see cref="BoundValue"/> says: a column that was widened from a
/// date to a time proves nothing, one widened from int to long does.</remarks>
internal static class RowGroupPruner
{
    /// <param name="plan">The predicate and its columns.</param>
    /// <param name="file">What the log says of the file.</param>
    /// <param name="schema">What the file holds.</param>
    /// <param name="groups">Its row groups.</param>
    /// <returns>Indexes of row groups, ascending; null for all of them.</returns>
    public static IReadOnlyList<int>? Choose(ScanPlan plan, ScanFile file, Schema schema, IReadOnlyList<ParquetRowGroup> groups)
    {
        if (plan.Predicate is not { } predicate || groups.Count == 0)
        {
            return null;
        }

        var columns = predicate.Columns.ToDictionary(path => path, path => Source(path, plan, file, schema, groups[0]));
        var chosen = Enumerable.Range(0, groups.Count).Where(i => DataSkipping.MayPass(predicate, path => columns[path](groups[i]))).ToArray();
        return chosen.Length == groups.Count ? null : chosen;
    }

    // What is known of a column in each row group.
    private static Func<ParquetRowGroup, ColumnBounds> Source(ColumnPath path, ScanPlan plan, ScanFile file, Schema schema, ParquetRowGroup first)
    {
        var column = plan.Needed.FirstOrDefault(field => field.Name == path.Names[0]);
        if (column is null || file.Constants.ContainsKey(column.Name))
        {
            return _ => ColumnBounds.Unknown;
        }

        if (plan.IsPartition(column))
        {
            var constant = path.Names.Count == 1 && file.PartitionValues is { } values
                ? ColumnBounds.Constant(PartitionValue.Parse(values.GetValueOrDefault(column.PhysicalName), column.Type, column.Name))
                : ColumnBounds.Unknown;
            return _ => constant;
        }

        return Find(path, column, schema.FieldsList) is var (names, type) && Index(first, names) is >= 0 and var index
            ? group => Bounds(group, index, type, isNested: names.Length > 1)
            : _ => ColumnBounds.Unknown;
    }

    // The names of the column in the file, and its type in the table.
    private static (string[] Names, DeltaType Type)? Find(ColumnPath path, DeltaField column, IReadOnlyList<Field> stored)
    {
        var names = new string[path.Names.Count];
        for (var i = 0; ; i++)
        {
            if (StoredField.Find(stored, column) is not { } index)
            {
                return null;
            }

            names[i] = stored[index].Name;
            if (i + 1 == names.Length)
            {
                return (names, column.Type);
            }

            if (stored[index].DataType is not StructType fields || (column.Type as DeltaStruct)?.Find(path.Names[i + 1]) is not { } next)
            {
                return null;
            }

            (stored, column) = (fields.Fields, next);
        }
    }

    // Two leaves of one name prove nothing.
    private static int Index(ParquetRowGroup group, string[] names)
    {
        var found = Enumerable.Range(0, group.Columns.Count).Where(i => group.Columns[i].Path.SequenceEqual(names, StringComparer.Ordinal)).Take(2).ToArray();
        return found.Length == 1 ? found[0] : -1;
    }

    private static ColumnBounds Bounds(ParquetRowGroup group, int index, DeltaType type, bool isNested)
    {
        if (type is not (DeltaPrimitive or DeltaDecimal))
        {
            return ColumnBounds.Unknown;
        }

        var (statistics, kind) = (group.Columns[index], ColumnScalars.KindOf(ArrowSchemas.ToArrow(type)));
        return new ColumnBounds(
            BoundValue.Of(statistics.Min, kind),
            BoundValue.Of(statistics.Max, kind),
            AllNull: statistics.NullCount == group.RowCount,
            // Whether the nulls of a struct count at its leaves is not agreed on by all writers.
            NoNull: statistics.NullCount == 0 && !isNested,
            MayHoldNaN: kind == ScalarKind.Floating);
    }
}
