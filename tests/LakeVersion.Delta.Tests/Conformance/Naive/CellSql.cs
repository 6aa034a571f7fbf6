using System.Text.Json.Nodes;

namespace LakeVersion.Delta.Tests.Conformance.Naive;

/// <summary>SQL that makes DuckDB write a cell of a Delta type as text, exactly: numbers whole, times in microseconds, bytes in hex. <see cref="CellText"/> writes the same of Arrow.</summary>
internal static class CellSql
{
    /// <summary>The text of an expression; NULL becomes <c>null</c>.</summary>
    /// <param name="type">The type, as in the schema.</param>
    /// <param name="of">The expression.</param>
    /// <param name="mapped">Whether fields of structs are found by their physical names.</param>
    /// <param name="depth">How deep the type is nested, for names of variables.</param>
    public static string Text(JsonNode type, string of, bool mapped, int depth = 0) => type is JsonObject nested
        ? Nested(nested, of, mapped, depth)
        : $"coalesce({Primitive((string)type!, of)}, 'null')";

    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The name of a column or field in files.</summary>
    public static string Physical(JsonNode field, bool mapped) =>
        (string)(mapped ? field["metadata"]!["delta.columnMapping.physicalName"]! : field["name"]!)!;

    /// <summary>What DuckDB calls a primitive type, to read a partition value's text.</summary>
    public static string TypeName(string type) => type switch
    {
        "long" => "bigint",
        "short" => "smallint",
        "byte" => "tinyint",
        "timestamp" or "timestamp_ntz" => "timestamp",
        _ => type,
    };

    private static string Primitive(string type, string of) => type switch
    {
        "string" => $"'\"' || replace(replace({of}, '\\', '\\\\'), '\"', '\\\"') || '\"'",
        "long" or "integer" or "short" or "byte" => $"cast(cast({of} as bigint) as varchar)",
        "float" or "double" => $"case when isnan(cast({of} as double)) then 'nan' else printf('%.16e', cast({of} as double)) end",
        "boolean" => $"cast({of} as varchar)",
        "binary" => $"hex({of})",
        "date" => $"cast(datediff('day', date '1970-01-01', cast({of} as date)) as varchar)",
        "timestamp" => $"cast(epoch_us({of}) as varchar)",
        "timestamp_ntz" => $"cast(epoch_us(cast({of} as timestamp)) as varchar)",
        "variant" => $"'{{metadata:' || hex(struct_extract({of}, 'metadata')) || ',value:' || hex(struct_extract({of}, 'value')) || '}}'",
        "void" => "null",
        _ when type.StartsWith("decimal", StringComparison.Ordinal) => $"cast(cast({of} as {type}) as varchar)",
        _ => throw new NotSupportedException(type),
    };

    private static string Nested(JsonObject type, string of, bool mapped, int depth)
    {
        var item = $"x{depth}";
        string Item(string field, string value) => Text(type[field]!, value, mapped, depth + 1);
        var text = (string)type["type"]! switch
        {
            "struct" => $"'{{' || {Fields(type, of, mapped, depth)} || '}}'",
            "array" => $"'[' || coalesce(array_to_string(list_transform({of}, lambda {item}: {Item("elementType", item)}), ','), '') || ']'",
            _ => $"'<' || coalesce(array_to_string(list_transform(map_entries({of}), lambda {item}: "
                + $"{Item("keyType", $"struct_extract({item}, 'key')")} || '=' || {Item("valueType", $"struct_extract({item}, 'value')")}), ','), '') || '>'",
        };
        return $"case when {of} is null then 'null' else {text} end";
    }

    private static string Fields(JsonObject type, string of, bool mapped, int depth) => string.Join(" || ',' || ", ((JsonArray)type["fields"]!).Select(
        field => $"{Quote((string)field!["name"]! + ":")} || {Text(field["type"]!, $"struct_extract({of}, {Quote(Physical(field, mapped))})", mapped, depth + 1)}"));
}
