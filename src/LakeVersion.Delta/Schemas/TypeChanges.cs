using System.Text.Json;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Schemas;

/// <summary>The types that a column had before (PROTOCOL.md, "Type Change Metadata"): readers answer for converting each.</summary>
internal static class TypeChanges
{
    public const string Key = "delta.typeChanges";

    /// <exception cref="LakeException">Unsupported: a change whose values could not be read. Corrupt: no list of changes. Both name the column.</exception>
    public static void Check(IReadOnlyDictionary<string, string> metadata, string path)
    {
        if (metadata.GetValueOrDefault(Key) is not { } raw)
        {
            return;
        }

        using var document = JsonDocument.Parse(raw);
        var changes = document.RootElement.ValueKind == JsonValueKind.Array
            ? document.RootElement.EnumerateArray()
            : throw LakeException.Corrupt($"The schema of column '{path}' is damaged: its '{Key}' is not a list.");
        foreach (var change in changes)
        {
            var (from, to) = (Type(change, "fromType", path), Type(change, "toType", path));
            if (!Widening.Fits(from, to) && (from.Text, to.Text) is not ("date", "timestamp_ntz"))
            {
                throw LakeException.Unsupported(
                    $"Column '{path}' was changed from {from.Text} to {to.Text} (feature typeWidening), which this version does not read.");
            }
        }
    }

    private static DeltaType Type(JsonElement change, string name, string path) =>
        change.ValueKind == JsonValueKind.Object && change.TryGetProperty(name, out var type)
            ? SchemaReader.Type(type, path)
            : throw LakeException.Corrupt($"The schema of column '{path}' is damaged: an entry of '{Key}' has no '{name}'.");
}
