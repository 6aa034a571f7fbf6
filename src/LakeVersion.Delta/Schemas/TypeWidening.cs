namespace LakeVersion.Delta.Schemas;

/// <summary>Which changes of a column's type files allow that are not rewritten (PROTOCOL.md, "Type Widening"). Pure.</summary>
internal static class TypeWidening
{
    public const string Property = "delta.enableTypeWidening";
    public const string Feature = "typeWidening";

    // Digits of the least decimal that the specification lets whole numbers become.
    private static readonly Dictionary<string, int> LeastDigits = new(StringComparer.Ordinal)
    {
        ["byte"] = 10, ["short"] = 10, ["integer"] = 10, ["long"] = 20,
    };

    /// <summary>True where a column may be changed so.</summary>
    public static bool Allows(DeltaType from, DeltaType to) => IsSafe(from, to) || (from.Text, to) switch
    {
        ("byte" or "short" or "integer", { Text: "double" }) => true,
        ("date", { Text: "timestamp_ntz" }) => true,
        _ => to is DeltaDecimal number && LeastDigits.TryGetValue(from.Text, out var digits) && number.Precision - number.Scale >= digits,
    };

    /// <summary>True where written rows may change a column so without being asked: it stays the same sort of number.</summary>
    public static bool IsSafe(DeltaType from, DeltaType to) => (from, to) switch
    {
        (DeltaDecimal a, DeltaDecimal b) => a != b && b.Scale >= a.Scale && b.Precision - a.Precision >= b.Scale - a.Scale,
        _ => (from.Text, to.Text) switch
        {
            ("byte", "short" or "integer" or "long") => true,
            ("short", "integer" or "long") => true,
            ("integer", "long") => true,
            ("float", "double") => true,
            _ => false,
        },
    };
}
