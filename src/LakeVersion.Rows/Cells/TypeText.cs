using Apache.Arrow.Types;

namespace LakeVersion.Rows.Cells;

/// <summary>A type's name in messages.</summary>
internal static class TypeText
{
    public static string Of(IArrowType type) => type switch
    {
        BooleanType => "boolean",
        Int8Type => "byte",
        Int16Type => "short",
        Int32Type => "int",
        Int64Type => "long",
        FloatType => "float",
        DoubleType => "double",
        StringType => "string",
        BinaryType => "binary",
        Date32Type => "date",
        TimestampType t => string.IsNullOrEmpty(t.Timezone) ? "timestamp without zone" : "timestamp",
        Decimal128Type t => $"decimal({t.Precision},{t.Scale})",
        StructType => "struct",
        MapType => "map",
        ListType => "list",
        _ => type.Name,
    };
}
