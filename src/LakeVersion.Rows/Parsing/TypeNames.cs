using Apache.Arrow.Types;
using LakeVersion.Rows.Evaluation;

namespace LakeVersion.Rows.Parsing;

/// <summary>Names of types, in Spark's words and in Delta's.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, IArrowType> ByName = new(StringComparer.Ordinal)
    {
        ["boolean"] = BooleanType.Default,
        ["tinyint"] = Int8Type.Default,
        ["byte"] = Int8Type.Default,
        ["smallint"] = Int16Type.Default,
        ["short"] = Int16Type.Default,
        ["int"] = Int32Type.Default,
        ["integer"] = Int32Type.Default,
        ["bigint"] = Int64Type.Default,
        ["long"] = Int64Type.Default,
        ["float"] = FloatType.Default,
        ["real"] = FloatType.Default,
        ["double"] = DoubleType.Default,
        ["string"] = StringType.Default,
        ["binary"] = BinaryType.Default,
        ["date"] = Date32Type.Default,
        ["timestamp"] = ValueTypes.Instant,
        ["timestamp_ltz"] = ValueTypes.Instant,
        ["timestamp_ntz"] = ValueTypes.WallClock,
    };

    public static IEnumerable<string> All => ByName.Keys.Append("decimal");

    public static IArrowType? Find(string name) => ByName.GetValueOrDefault(name);
}
