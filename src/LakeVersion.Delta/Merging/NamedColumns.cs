using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>Whether rules and the key, which name columns, mean the same columns in the merged table, where one side renamed or dropped some. Pure.</summary>
internal static class NamedColumns
{
    private const string StatisticsProperty = "delta.dataSkippingStatsColumns";

    /// <summary>What has lost its column, in words; null where all mean what they meant.</summary>
    /// <exception cref="LakeException">Unsupported: rules of theirs that this version does not keep to.</exception>
    public static string? Fault(MergeSides sides, TableDefinition definition)
    {
        var merged = Uses(definition).Select(use => (use.What, use.Text)).ToHashSet();
        foreach (var (side, word, other) in new[] { (sides.Ours, "ours", "theirs"), (sides.Theirs, "theirs", "ours") })
        {
            foreach (var (what, text, mentions) in Uses(TableDefinition.Of(side)).Where(use => merged.Contains((use.What, use.Text))))
            {
                if (side.TableSchema.Fields.FirstOrDefault(field => mentions(field.Name) && !IsSame(field, definition.Schema)) is { } lost)
                {
                    return $"{word} has {what} ({text}), and {other} renamed, dropped or changed column '{lost.Name}' that it counts on. Change it on one side first, or take one side's table.";
                }
            }
        }

        return UnfitRule(sides, definition);
    }

    // Fields within columns, types that an expression does not take, and the like.
    private static string? UnfitRule(MergeSides sides, TableDefinition definition)
    {
        var (theirs, faults) = (sides.Theirs, RuleFaults.Stored(sides.Name));
        RowRules.Of(theirs.TableSchema, theirs.Metadata, DateTimeOffset.UnixEpoch, faults);
        try
        {
            RowRules.Of(definition.Schema, definition.Metadata, DateTimeOffset.UnixEpoch, faults);
            return null;
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Unsupported)
        {
            return $"a rule of one side does not fit the columns of the other: {e.Message}";
        }
    }

    private static bool IsSame(DeltaField field, DeltaStruct merged) => merged.Find(field.Name) is { } found && found.PhysicalName == field.PhysicalName;

    private static IEnumerable<(string What, string Text, Func<string, bool> Mentions)> Uses(TableDefinition table)
    {
        foreach (var (key, value) in table.Metadata.Configuration)
        {
            if (key.StartsWith(RuleKeys.Constraint, StringComparison.Ordinal) || key == StatisticsProperty)
            {
                yield return ($"the property '{key}'", value ?? "", name => ColumnUse.Mentions(value ?? "", name));
            }
            else if (key == TableKey.Property)
            {
                yield return ("the key", value ?? "", name => TableKey.Of(table.Metadata.Configuration)?.Contains(name) == true);
            }
        }

        foreach (var field in table.Schema.Fields)
        {
            foreach (var text in SchemaRules.Fields(new DeltaStruct([field]), "").SelectMany(inner => ColumnUse.Expressions(inner.Field)))
            {
                yield return ($"a rule of the column that files call '{field.PhysicalName}'", text, name => ColumnUse.Mentions(text, name));
            }
        }
    }
}
