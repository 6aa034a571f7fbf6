using Apache.Arrow;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>Which columns a read hands out, and which it needs besides to decide on rows.</summary>
internal sealed class ScanPlan
{
    private readonly HashSet<string> partitionColumns;

    /// <param name="snapshot">The table.</param>
    /// <param name="columns">The columns wanted; null for all of the table and then <paramref name="extra"/>.</param>
    /// <param name="predicate">The rows wanted; null for all.</param>
    /// <param name="extra">Columns that the table does not have, but files or <see cref="ScanFile.Constants"/> do; null for none.</param>
    /// <exception cref="LakeException">Invalid: a column does not exist, or does not compare with its literal.</exception>
    public ScanPlan(DeltaSnapshot snapshot, IReadOnlyList<string>? columns, Predicate? predicate, IReadOnlyList<DeltaField>? extra = null)
    {
        var schema = extra is null ? snapshot.TableSchema : new DeltaStruct([.. snapshot.TableSchema.Fields, .. extra]);
        if (predicate is not null)
        {
            RowFilter.Check(predicate, extra is null ? snapshot.Schema : ArrowSchemas.ToArrow(schema));
        }

        partitionColumns = new(snapshot.PartitionColumns, StringComparer.Ordinal);
        Predicate = predicate is Truth { Value: true } ? null : predicate;
        List<string> wanted = [.. columns ?? schema.Fields.Select(field => field.Name)];
        WantedCount = wanted.Count;
        wanted.AddRange((Predicate?.Columns ?? []).Select(column => column.Names[0]).Except(wanted, StringComparer.Ordinal));
        Needed = [.. wanted.Select(name => schema.Find(name) ?? throw Unknown(name, schema, snapshot))];
        NeededSchema = new Schema([.. Needed.Select(ArrowSchemas.ToArrow)], null);
        WantedSchema = new Schema([.. NeededSchema.FieldsList.Take(WantedCount)], null);
    }

    /// <param name="columns">The columns handed out, which need not be those of a table: they say by which names files have them.</param>
    /// <param name="partitionColumns">Those of which the log has the values.</param>
    public ScanPlan(IReadOnlyList<DeltaField> columns, IEnumerable<string> partitionColumns)
    {
        this.partitionColumns = new(partitionColumns, StringComparer.Ordinal);
        (Needed, WantedCount) = (columns, columns.Count);
        NeededSchema = WantedSchema = new Schema([.. columns.Select(ArrowSchemas.ToArrow)], null);
    }

    /// <summary>The rows wanted; null for all.</summary>
    public Predicate? Predicate { get; }

    /// <summary>The columns handed out, then those that only the predicate needs.</summary>
    public IReadOnlyList<DeltaField> Needed { get; }

    /// <summary>How many of <see cref="Needed"/> are handed out.</summary>
    public int WantedCount { get; }

    /// <summary>The columns of <see cref="Needed"/>.</summary>
    public Schema NeededSchema { get; }

    /// <summary>The columns handed out.</summary>
    public Schema WantedSchema { get; }

    /// <summary>True where columns are found in files by their ids.</summary>
    public bool FindsById => Needed.Any(column => column.FieldId is not null && !IsPartition(column));

    /// <summary>True where the log has the column's values.</summary>
    public bool IsPartition(DeltaField column) => partitionColumns.Contains(column.Name);

    private static LakeException Unknown(string name, DeltaStruct schema, DeltaSnapshot snapshot) => LakeException.Invalid(
        $"{snapshot.Folder.Name} has no column '{name}' at version {snapshot.Version}."
        + NearNames.Hint(name, schema.Fields.Select(field => field.Name)));
}
