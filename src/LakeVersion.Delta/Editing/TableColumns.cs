using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Schemas;

namespace LakeVersion.Delta.Editing;

/// <summary>What the table itself says of a column's values.</summary>
internal static class TableColumns
{
    /// <summary>True where the values follow from those of other columns (PROTOCOL.md, "Generated Columns").</summary>
    public static bool IsComputed(DeltaField column) => column.Metadata.ContainsKey(RuleKeys.Generation);
}
