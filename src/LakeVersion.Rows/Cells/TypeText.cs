using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Rows.Cells;

/// <summary>Types as people write them, in Delta's words.</summary>
public static class TypeText
{
    /// <summary>The type's name with its parts, such as <c>array&lt;decimal(10,2)&gt;</c>.</summary>
    public static string Of(IArrowType type) => type switch
    {
        null => throw new ArgumentNullException(nameof(type)),
        NullType => "void",
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
        TimestampType time => string.IsNullOrEmpty(time.Timezone) ? "timestamp_ntz" : "timestamp",
        Decimal128Type number => $"decimal({number.Precision},{number.Scale})",
        StructType fields => $"struct<{string.Join(", ", fields.Fields.Select(Of))}>",
        MapType map => $"map<{Of(map.KeyField.DataType)}, {Of(map.ValueField.DataType)}>",
        ListType list => $"array<{Of(list.ValueDataType)}>",
        _ => type.Name,
    };

    private static string Of(Field field) => $"{field.Name}: {Of(field.DataType)}";
}
