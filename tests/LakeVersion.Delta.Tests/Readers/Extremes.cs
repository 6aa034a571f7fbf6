using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Delta.Tests.Readers;

/// <summary>Schemas at the ends of what tables have: every type, ten levels deep, a thousand columns wide.</summary>
internal static class Extremes
{
    private static readonly IArrowType[] Types =
    [
        BooleanType.Default, Int8Type.Default, Int16Type.Default, Int32Type.Default, Int64Type.Default, FloatType.Default, DoubleType.Default, Date32Type.Default,
        new TimestampType(TimeUnit.Microsecond, "UTC"), new TimestampType(TimeUnit.Microsecond, (string?)null), StringType.Default, BinaryType.Default,
        new Decimal128Type(1, 0), new Decimal128Type(9, 9), new Decimal128Type(18, 3), new Decimal128Type(19, 0), new Decimal128Type(38, 0), new Decimal128Type(38, 38),
    ];

    /// <summary>A column of every primitive type.</summary>
    public static Schema Primitives() => new([.. Types.Select((type, i) => new Field($"c{i}", type, true))], null);

    /// <summary>Each primitive within structs, lists and maps, alternating, to a depth.</summary>
    public static Schema Nested(int depth) => new(
    [
        .. Types.Select((type, i) => new Field($"n{i}", Enumerable.Range(0, depth).Aggregate(type, (inner, level) => Around(inner, level + i)), true)),
        new Field("required", new StructType([new Field("x", Int64Type.Default, false), new Field("y", StringType.Default, true)]), false),
    ], null);

    public static Schema Wide(int columns) => new([.. Enumerable.Range(0, columns).Select(i => new Field($"column {i}", Types[i % Types.Length], true))], null);

    private static NestedType Around(IArrowType inner, int kind) => (kind % 3) switch
    {
        0 => new StructType([new Field("f", inner, true), new Field("g", Int32Type.Default, true)]),
        1 => new ListType(new Field("element", inner, true)),
        _ => new MapType(new Field("key", StringType.Default, false), new Field("value", inner, true)),
    };
}
