namespace LakeVersion.Delta.Schemas;

/// <summary>Which types of written columns fit into a table's column without loss.</summary>
internal static class Widening
{
    private static readonly Dictionary<string, int> WholeDigits = new(StringComparer.Ordinal)
    {
        ["byte"] = 3, ["short"] = 5, ["integer"] = 10, ["long"] = 19,
    };

    /// <summary>True where every value of <paramref name="from"/> is a value of <paramref name="to"/>, nested types included.</summary>
    /// <remarks>Nullability is checked on the rows, not here; missing fields of structs are the caller's.</remarks>
    public static bool Fits(DeltaType from, DeltaType to) => (from, to) switch
    {
        _ when from.Text == "void" => true,
        (DeltaDecimal a, DeltaDecimal b) => b.Scale >= a.Scale && b.Precision - b.Scale >= a.Precision - a.Scale,
        (DeltaPrimitive a, DeltaDecimal b) => WholeDigits.TryGetValue(a.Name, out var digits) && b.Precision - b.Scale >= digits,
        (DeltaArray a, DeltaArray b) => Fits(a.Element, b.Element),
        (DeltaMap a, DeltaMap b) => Fits(a.Key, b.Key) && Fits(a.Value, b.Value),
        (DeltaPrimitive a, DeltaPrimitive b) => a.Name == b.Name || Primitive(a.Name, b.Name),
        _ => false,
    };

    private static bool Primitive(string from, string to) => (from, to) switch
    {
        ("byte", "short" or "integer" or "long" or "float" or "double") => true,
        ("short", "integer" or "long" or "float" or "double") => true,
        ("integer", "long" or "double") => true,
        ("float", "double") => true,
        _ => false,
    };
}
