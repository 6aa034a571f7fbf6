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
    /// <param name="beside">A column that files hold besides the table's, handed out last; null for none.</param>
    /// <exception cref="LakeException">Invalid: a column does not exist, or does not compare with its literal.</exception>
    public ScanPlan(DeltaSnapshot snapshot, IReadOnlyList<string>? columns, Predicate? predicate, DeltaField? beside = null)
    {
        if (predicate is not null)
        {
            RowFilter.Check(predicate, snapshot.Schema);
        }

        partitionColumns = new(snapshot.PartitionColumns, StringComparer.Ordinal);
        Predicate = predicate is { Terms.Count: > 0 } ? predicate : null;
        List<string> wanted = [.. columns ?? snapshot.TableSchema.Fields.Select(field => field.Name)];
        if (beside is not null)
        {
            wanted.Add(beside.Name);
        }

        WantedCount = wanted.Count;
        wanted.AddRange((Predicate?.Columns ?? []).Except(wanted, StringComparer.Ordinal));
        Needed = [.. wanted.Select(name => snapshot.TableSchema.Find(name) ?? (beside?.Name == name ? beside : throw Unknown(name, snapshot)))];
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

    private static LakeException Unknown(string name, DeltaSnapshot snapshot) => LakeException.Invalid(
        $"{snapshot.Folder.Name} has no column '{name}' at version {snapshot.Version}."
        + NearNames.Hint(name, snapshot.TableSchema.Fields.Select(field => field.Name)));
}
