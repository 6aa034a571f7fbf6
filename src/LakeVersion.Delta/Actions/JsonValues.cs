using System.Text.Json;

namespace LakeVersion.Delta.Actions;

/// <summary>Typed values from a JSON reader that stands on them; anything else is a <see cref="JsonException"/>.</summary>
/// <remarks>The reader's own getters throw InvalidOperationException and FormatException for bad data, which would be
/// taken for faults of the program.</remarks>
internal static class JsonValues
{
    public static string Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw Wrong(ref reader, "text");
        }

        return Decode(ref reader);
    }

    public static string? TextOrNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null ? null : Text(ref reader);

    public static string Name(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.PropertyName ? Decode(ref reader) : throw Wrong(ref reader, "a field name");

    /// <summary>Checks a field's name without making a text of it.</summary>
    public static void CheckName(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.PropertyName || reader.ValueIsEscaped)
        {
            _ = Name(ref reader);
        }
        else if (!System.Text.Unicode.Utf8.IsValid(reader.ValueSpan))
        {
            throw NotUnicode(null);
        }
    }

    public static long Long(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? value : throw Wrong(ref reader, "a 64-bit number");

    public static long? LongOrNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null ? null : Long(ref reader);

    public static int Int(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) ? value : throw Wrong(ref reader, "a 32-bit number");

    public static bool Bool(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Wrong(ref reader, "true or false"),
    };

    public static bool? BoolOrNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null ? null : Bool(ref reader);

    /// <summary>An object of text values; values of other types are kept as raw JSON where the caller is lenient.</summary>
    public static Dictionary<string, string?> Map(ref Utf8JsonReader reader, bool lenient = false)
    {
        Begin(ref reader);
        var map = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = Name(ref reader);
            reader.Read();
            map[name] = lenient && reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null) ? Raw(ref reader) : TextOrNull(ref reader);
        }

        return map;
    }

    public static Dictionary<string, string?>? MapOrNull(ref Utf8JsonReader reader, bool lenient = false) =>
        reader.TokenType == JsonTokenType.Null ? null : Map(ref reader, lenient);

    public static List<string> List(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong(ref reader, "a list");
        }

        var list = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(Text(ref reader));
        }

        return list;
    }

    public static List<string>? ListOrNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null ? null : List(ref reader);

    /// <summary>The value as it is written.</summary>
    public static string Raw(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return document.RootElement.GetRawText();
        }
        catch (InvalidOperationException e)
        {
            throw NotUnicode(e);
        }
    }

    public static void Begin(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong(ref reader, "an object");
        }
    }

    public static T Required<T>(T? value, string field)
        where T : class => value ?? throw new JsonException($"the required field '{field}' is missing");

    public static T Required<T>(T? value, string field)
        where T : struct => value ?? throw new JsonException($"the required field '{field}' is missing");

    private static string Decode(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // Invalid UTF-8, or an escape of half a surrogate pair.
            throw NotUnicode(e);
        }
    }

    public static JsonException NotUnicode(Exception? cause) => new("a text is not valid Unicode", cause);

    public static JsonException Wrong(ref Utf8JsonReader reader, string wanted) =>
        new($"expected {wanted}, found {reader.TokenType} at byte {reader.TokenStartIndex} of the line");
}
