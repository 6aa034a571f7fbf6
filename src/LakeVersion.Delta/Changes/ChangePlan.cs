using Apache.Arrow;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Changes;

/// <summary>Which columns of changes are handed out, and which are needed besides to decide on rows.</summary>
internal sealed class ChangePlan
{
    /// <exception cref="LakeException">Invalid: a column does not exist, or does not compare with its literal.</exception>
    public ChangePlan(DeltaSnapshot table, Schema all, IReadOnlyList<string>? columns, Predicate? predicate)
    {
        if (predicate is not null)
        {
            RowFilter.Check(predicate, all);
        }

        Predicate = predicate;
        List<string> wanted = [.. columns ?? all.FieldsList.Select(field => field.Name)];
        WantedCount = wanted.Count;
        wanted.AddRange((predicate?.Columns ?? []).Except(wanted, StringComparer.Ordinal));
        NeededSchema = new Schema([.. wanted.Select(name => all.GetFieldIndex(name) is var index and >= 0 ? all.GetFieldByIndex(index) : throw Unknown(name, table, all))], null);
        WantedSchema = new Schema([.. NeededSchema.FieldsList.Take(WantedCount)], null);
        Stored = [.. wanted.Where(name => !ChangeColumns.Has(name)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The changes wanted; null for all.</summary>
    public Predicate? Predicate { get; }

    /// <summary>The columns handed out, then those that only the predicate needs.</summary>
    public Schema NeededSchema { get; }

    /// <summary>The columns handed out.</summary>
    public Schema WantedSchema { get; }

    /// <summary>How many of <see cref="NeededSchema"/> are handed out.</summary>
    public int WantedCount { get; }

    /// <summary>The table's columns among those needed.</summary>
    public IReadOnlyList<string> Stored { get; }

    private static LakeException Unknown(string name, DeltaSnapshot table, Schema all) => LakeException.Invalid(
        $"The changes of {table.Folder.Name} have no column '{name}' at version {table.Version}."
        + NearNames.Hint(name, all.FieldsList.Select(field => field.Name)));
}
