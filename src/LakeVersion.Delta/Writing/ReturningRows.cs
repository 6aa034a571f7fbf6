using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Writing;

/// <summary>Whether files of an earlier version can be part of a table again whose columns or rules changed since. Pure.</summary>
internal static class ReturningRows
{
    /// <summary>What changed since so that they cannot, in words; null where they can.</summary>
    /// <param name="before">The version that had them.</param>
    /// <param name="table">The table that they would come back to.</param>
    public static string? Fault(DeltaSnapshot before, TableDefinition table)
    {
        var (then, now) = (before.TableSchema, table.Schema);
        if (!Divided(then, before.PartitionColumns).SequenceEqual(Divided(now, table.Metadata.PartitionColumns), StringComparer.Ordinal))
        {
            return $"the table was divided by other columns ({string.Join(", ", table.Metadata.PartitionColumns)})";
        }

        if (ColumnChanges.Narrowed(then, now, TableFeatures.Lists(table.Protocol, TypeWidening.Feature)) is { } column)
        {
            return $"column '{column}' got another type or became not null";
        }

        if (table.Metadata.Configuration.FirstOrDefault(property => IsConstraint(property.Key) && before.Properties.GetValueOrDefault(property.Key) != property.Value)
            is { Key: { } constraint })
        {
            return $"the table got the constraint '{constraint[RuleKeys.Constraint.Length..]}'";
        }

        return SchemaRules.Fields(now, "").FirstOrDefault(field => HasNewRule(then, field.Field)) is { Path: { } ruled } ? $"column '{ruled}' got another rule for its values" : null;
    }

    private static IEnumerable<string> Divided(DeltaStruct schema, IReadOnlyList<string> columns) => columns.Select(name => schema.Find(name)?.PhysicalName ?? name);

    private static bool IsConstraint(string property) => property.StartsWith(RuleKeys.Constraint, StringComparison.Ordinal);

    private static bool HasNewRule(DeltaStruct then, DeltaField now)
    {
        var before = SchemaRules.Fields(then, "").FirstOrDefault(field => field.Field.PhysicalName == now.PhysicalName).Field;
        return new[] { RuleKeys.Invariant, RuleKeys.Generation }.Any(key => RuleKeys.Text(now, key) is { } rule && (before is null || RuleKeys.Text(before, key) != rule));
    }
}
