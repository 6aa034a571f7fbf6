using LakeVersion.Delta.Schemas;

namespace LakeVersion.Delta.Comparing;

/// <summary>Which columns of two versions are the same one: by physical name, else by name, whatever its casing. Pure.</summary>
internal static class ColumnPairs
{
    /// <summary>Each column of the later version with that of the earlier, null where it is new; and those that only the earlier has.</summary>
    /// <param name="before">The earlier columns.</param>
    /// <param name="after">The later columns.</param>
    /// <param name="isOneTable">False where physical names say nothing, as those of two tables.</param>
    public static (IReadOnlyList<(DeltaField? Before, DeltaField After)> Pairs, List<DeltaField> Left) Of(
        DeltaStruct before, DeltaStruct after, bool isOneTable = true)
    {
        var left = before.Fields.ToList();
        var known = after.Fields.Select(field => (Field: field, Other: Take(left, other => isOneTable && other.PhysicalName == field.PhysicalName))).ToList();
        var pairs = known.Select(pair => (
            pair.Other ?? Take(left, other => string.Equals(other.Name, pair.Field.Name, StringComparison.OrdinalIgnoreCase)), pair.Field)).ToList();
        return (pairs, left);
    }

    private static DeltaField? Take(List<DeltaField> fields, Predicate<DeltaField> wanted)
    {
        var at = fields.FindIndex(wanted);
        if (at < 0)
        {
            return null;
        }

        var field = fields[at];
        fields.RemoveAt(at);
        return field;
    }
}
