using System.Text.Json;

namespace LakeVersion.Rows.Json;

/// <summary>JSON values in messages.</summary>
internal static class JsonWords
{
    private const int ShownChars = 40;

    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        _ => Cut(value.GetRawText()),
    };

    private static string Cut(string text) => text.Length > ShownChars ? string.Concat(text.AsSpan(0, ShownChars), "…") : text;
}
