using System.Globalization;
using System.Text.Json;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Schemas;

/// <summary>Reads a schema string (PROTOCOL.md, "Schema Serialization Format").</summary>
internal static class SchemaReader
{
    private static readonly HashSet<string> Primitives = new(StringComparer.Ordinal)
    {
        "string", "long", "integer", "short", "byte", "float", "double", "boolean", "binary", "date", "timestamp", "timestamp_ntz", "void", "variant",
    };

    /// <exception cref="LakeException">Corrupt: not a schema. Unsupported: a type that this version does not have; both name the column.</exception>
    public static DeltaStruct Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
            return document.RootElement.ValueKind == JsonValueKind.Object && Property(document.RootElement, "type", "") is { } type
                && type.ValueKind == JsonValueKind.String && type.ValueEquals("struct"u8)
                ? Struct(document.RootElement, "")
                : throw LakeException.Corrupt("The table's schema is not a struct.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // InvalidOperationException: a text that is not valid Unicode.
            throw LakeException.Corrupt($"The table's schema is not valid JSON: {e.Message}", e);
        }
    }

    private static DeltaStruct Struct(JsonElement element, string path)
    {
        var fields = Property(element, "fields", path);
        return fields.ValueKind == JsonValueKind.Array
            ? new DeltaStruct([.. fields.EnumerateArray().Select(field => Field(field, path))])
            : throw Wrong(path, "its fields are not a list");
    }

    private static DeltaField Field(JsonElement element, string parent)
    {
        var name = Property(element, "name", parent);
        if (name.ValueKind != JsonValueKind.String)
        {
            throw Wrong(parent, "a field has no name");
        }

        var path = parent.Length == 0 ? name.GetString()! : $"{parent}.{name.GetString()}";
        var metadata = element.TryGetProperty("metadata", out var map) && map.ValueKind == JsonValueKind.Object
            ? Metadata(map)
            : DeltaField.NoMetadata;
        TypeChanges.Check(metadata, path);
        return new DeltaField(name.GetString()!, Type(Property(element, "type", path), path), Flag(element, "nullable", path), metadata);
    }

    private static Dictionary<string, string> Metadata(JsonElement map)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in map.EnumerateObject())
        {
            metadata[property.Name] = property.Value.GetRawText();
        }

        return metadata;
    }

    /// <summary>Reads a type.</summary>
    /// <param name="element">Its JSON.</param>
    /// <param name="path">The column's name, for messages.</param>
    public static DeltaType Type(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return Primitive(element.GetString()!, path);
        }

        var kind = Property(element, "type", path);
        return (kind.ValueKind == JsonValueKind.String ? kind.GetString() : null) switch
        {
            "struct" => Struct(element, path),
            "array" => new DeltaArray(
                Type(Property(element, "elementType", path), path + ".element"), Flag(element, "containsNull", path)),
            "map" => new DeltaMap(
                Type(Property(element, "keyType", path), path + ".key"),
                Type(Property(element, "valueType", path), path + ".value"),
                Flag(element, "valueContainsNull", path)),
            var other => throw LakeException.Unsupported($"Column '{path}' has the type '{other}', which this version does not read."),
        };
    }

    private static DeltaType Primitive(string name, string path)
    {
        if (Primitives.Contains(name))
        {
            return new DeltaPrimitive(name);
        }

        if (name == "decimal")
        {
            return new DeltaDecimal(10, 0);
        }

        return name.StartsWith("decimal(", StringComparison.Ordinal)
            ? Decimal(name, path)
            : throw LakeException.Unsupported($"Column '{path}' has the type '{name}', which this version does not read.");
    }

    private static DeltaDecimal Decimal(string name, string path)
    {
        var parts = name.EndsWith(')') ? name["decimal(".Length..^1].Split(',') : [];
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var precision)
            && int.TryParse(parts[1], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var scale)
            && precision is >= 1 and <= 38 && scale >= 0 && scale <= precision
                ? new DeltaDecimal(precision, scale)
                : throw Wrong(path, $"'{name}' is not a decimal of 1 to 38 digits");
    }

    private static bool Flag(JsonElement element, string name, string path) => Property(element, name, path).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(path, $"'{name}' is neither true nor false"),
    };

    private static JsonElement Property(JsonElement element, string name, string path) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            ? value
            : throw Wrong(path, $"'{name}' is missing");

    private static LakeException Wrong(string path, string fault) =>
        LakeException.Corrupt(path.Length == 0 ? $"The table's schema is damaged: {fault}." : $"The schema of column '{path}' is damaged: {fault}.");
}
