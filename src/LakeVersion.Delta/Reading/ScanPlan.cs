using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>Which columns a read hands out, and which it needs besides to decide on rows.</summary>
internal sealed class ScanPlan
{
    private readonly HashSet<string> partitionColumns;

    /// <summary>Decides.</summary>
    /// <param name="snapshot">The table.</param>
    /// <param name="columns">The columns wanted; null for all.</param>
    /// <param name="predicate">The rows wanted; null for all.</param>
    /// <param name="beside">Columns that files have besides the table's, behind them; null for none.</param>
    /// <exception cref="LakeException">Invalid: a column does not exist, or does not compare with its literal.</exception>
    public ScanPlan(DeltaSnapshot snapshot, IReadOnlyList<string>? columns, Predicate? predicate, IReadOnlyList<DeltaField>? beside = null)
    {
        var all = beside is null ? snapshot.TableSchema : new DeltaStruct([.. snapshot.TableSchema.Fields, .. beside]);
        if (predicate is not null)
        {
            RowFilter.Check(predicate, ArrowSchemas.ToArrow(all));
        }

        partitionColumns = new(snapshot.PartitionColumns, StringComparer.Ordinal);
        Predicate = predicate is { Terms.Count: > 0 } ? predicate : null;
        List<string> wanted = [.. columns ?? all.Fields.Select(field => field.Name)];
        WantedCount = wanted.Count;
        wanted.AddRange((Predicate?.Columns ?? []).Except(wanted, StringComparer.Ordinal));
        Needed = [.. wanted.Select(name => all.Find(name) ?? throw Unknown(name, snapshot, all))];
        Types = [.. Needed.Select(field => ArrowSchemas.ToArrow(field.Type))];
        NeededSchema = new Schema([.. Needed.Select(ArrowSchemas.ToArrow)], null);
        WantedSchema = new Schema([.. NeededSchema.FieldsList.Take(WantedCount)], null);
    }

    /// <summary>The rows wanted; null for all.</summary>
    public Predicate? Predicate { get; }

    /// <summary>The columns handed out, then those that only the predicate needs.</summary>
    public IReadOnlyList<DeltaField> Needed { get; }

    /// <summary>The Arrow types of <see cref="Needed"/>.</summary>
    public IReadOnlyList<IArrowType> Types { get; }

    /// <summary>How many of <see cref="Needed"/> are handed out.</summary>
    public int WantedCount { get; }

    /// <summary>The columns of <see cref="Needed"/>.</summary>
    public Schema NeededSchema { get; }

    /// <summary>The columns handed out.</summary>
    public Schema WantedSchema { get; }

    /// <summary>True where the log has the column's values.</summary>
    public bool IsPartition(DeltaField column) => partitionColumns.Contains(column.Name);

    private static LakeException Unknown(string name, DeltaSnapshot snapshot, DeltaStruct all) => LakeException.Invalid(
        $"{snapshot.Folder.Name} has no column '{name}' at version {snapshot.Version}."
        + NearNames.Hint(name, all.Fields.Select(field => field.Name)));
}
