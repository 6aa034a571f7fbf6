using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Statistics;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Reading;

/// <summary>Decides from partition values and statistics which files may hold rows that pass a predicate. Pure; safe to share.</summary>
internal sealed class FilePruner
{
    private readonly Predicate predicate;
    private readonly Dictionary<ColumnPath, DeltaField[]> stored = [];
    private readonly Dictionary<ColumnPath, DeltaField> partitions = [];

    /// <param name="predicate">The predicate. Of columns that the schema does not have nothing is known.</param>
    /// <param name="schema">The table's columns.</param>
    /// <param name="partitionColumns">Those of which the log has the values.</param>
    public FilePruner(Predicate predicate, DeltaStruct schema, IReadOnlyList<string> partitionColumns)
    {
        this.predicate = predicate;
        foreach (var path in predicate.Columns)
        {
            if (Resolve(schema, path) is not { } fields)
            {
                continue;
            }

            if (fields.Length == 1 && partitionColumns.Contains(fields[0].Name))
            {
                partitions.Add(path, fields[0]);
            }
            else
            {
                stored.Add(path, fields);
            }
        }
    }

    /// <summary>The physical names of the partition columns on which the answer depends: files with equal values of them have equal answers
    /// of <see cref="MayPass(Func{string, string?})"/>.</summary>
    public IReadOnlyList<string> PartitionNames => [.. partitions.Values.Select(column => column.PhysicalName)];

    /// <summary>True where statistics may exclude files that their partition values do not.</summary>
    public bool UsesStatistics => stored.Count > 0;

    public static IReadOnlyList<AddFile> Prune(DeltaSnapshot snapshot, Predicate predicate)
    {
        var pruner = new FilePruner(predicate, snapshot.TableSchema, snapshot.PartitionColumns);
        return snapshot.State.Files.Select(
            values => pruner.MayPass(values.GetValueOrDefault),
            pruner.UsesStatistics ? (block, row) => pruner.MayPass(block.PartitionValues(block.Partition(row)).GetValueOrDefault, block.Statistics(row)) : null);
    }

    /// <summary>False where no row of the file can pass.</summary>
    /// <exception cref="Storage.LakeException">Corrupt: a partition value is none of its column's type.</exception>
    public bool MayPass(AddFile file) => MayPass(name => file.PartitionValues.GetValueOrDefault(name))
        && (!UsesStatistics || MayPass(name => file.PartitionValues.GetValueOrDefault(name), FileStatistics.Parse(file.Stats)));

    /// <summary>False where no row of a file with these partition values can pass, whatever else it holds.</summary>
    /// <param name="partitionValue">The log's text for a partition column, by its physical name; null for null.</param>
    public bool MayPass(Func<string, string?> partitionValue) => MayPass(partitionValue, FileStatistics.None);

    /// <summary>False where no row of a file with these partition values and statistics can pass.</summary>
    public bool MayPass(Func<string, string?> partitionValue, FileStatistics statistics) => DataSkipping.MayPass(
        predicate,
        path => partitions.TryGetValue(path, out var column)
            ? ColumnBounds.Constant(PartitionValue.Parse(partitionValue(column.PhysicalName), column.Type, column.Name))
            : stored.TryGetValue(path, out var fields) ? statistics.Column(fields)
            : ColumnBounds.Unknown);

    /// <summary>True where every row of the file is known to pass.</summary>
    /// <exception cref="Storage.LakeException">Corrupt: a partition value is none of its column's type.</exception>
    public bool MustPass(AddFile file)
    {
        var statistics = FileStatistics.Parse(file.Stats);
        return DataSkipping.MustPass(
            predicate,
            path => partitions.TryGetValue(path, out var column)
                ? ColumnBounds.Constant(PartitionValue.Parse(file.PartitionValues.GetValueOrDefault(column.PhysicalName), column.Type, column.Name))
                // Whether the nulls of a struct count at its leaves is not agreed on by all writers.
                : stored.TryGetValue(path, out var fields) ? statistics.Column(fields) with { NoNull = fields.Length == 1 && statistics.Column(fields).NoNull }
                : ColumnBounds.Unknown);
    }

    private static DeltaField[]? Resolve(DeltaStruct schema, ColumnPath path)
    {
        var fields = new DeltaField[path.Names.Count];
        DeltaType type = schema;
        for (var i = 0; i < fields.Length; i++)
        {
            if ((type as DeltaStruct)?.Find(path.Names[i]) is not { } field)
            {
                return null;
            }

            (fields[i], type) = (field, field.Type);
        }

        return fields;
    }
}
