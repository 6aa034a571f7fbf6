using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LakeVersion.Delta.Log;

/// <summary>The checksum of a small JSON object that does not depend on how it is written (PROTOCOL.md, "JSON checksum"). Pure.</summary>
internal static class JsonChecksum
{
    /// <summary>The field that holds the checksum, and is no part of it.</summary>
    public const string Field = "checksum";

    /// <summary>The MD5 of the canonical form, as 32 hexadecimal digits.</summary>
    /// <exception cref="JsonException">A field stands there twice.</exception>
    public static string Of(JsonElement root) => Convert.ToHexStringLower(MD5Of(Canonical(root)));

    /// <summary>All leaves with the paths that lead to them, in the byte order of the paths.</summary>
    /// <exception cref="JsonException">A field stands there twice.</exception>
    public static string Canonical(JsonElement root)
    {
        var leaves = new List<(string Path, string Value)>();
        foreach (var property in root.EnumerateObject().Where(property => property.Name != Field))
        {
            Add(leaves, Quoted(property.Name), property.Value);
        }

        if (leaves.Select(leaf => leaf.Path).Distinct(StringComparer.Ordinal).Count() < leaves.Count)
        {
            throw new JsonException("a field stands there twice");
        }

        return string.Join(',', leaves.OrderBy(leaf => leaf.Path, StringComparer.Ordinal).Select(leaf => $"{leaf.Path}={leaf.Value}"));
    }

    // The format's own choice: it tells mistakes, and guards against nobody.
#pragma warning disable CA5351
    private static byte[] MD5Of(string text) => MD5.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5351

    private static void Add(List<(string Path, string Value)> leaves, string path, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    Add(leaves, $"{path}+{Quoted(property.Name)}", property.Value);
                }

                break;
            case JsonValueKind.Array:
                for (var i = 0; i < value.GetArrayLength(); i++)
                {
                    Add(leaves, $"{path}+{i}", value[i]);
                }

                break;
            default:
                leaves.Add((path, value.ValueKind == JsonValueKind.String ? Quoted(value.GetString()!) : value.GetRawText()));
                break;
        }
    }

    private static string Quoted(string text) => $"\"{Uri.EscapeDataString(text)}\"";
}
