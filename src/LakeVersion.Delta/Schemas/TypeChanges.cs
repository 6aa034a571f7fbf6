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

    /// <summary>The field with another type, and what changed noted in its metadata. Fields within it note their own changes.</summary>
    /// <param name="field">The field as it was.</param>
    /// <param name="type">Its new type, of the same shape.</param>
    public static DeltaField Note(DeltaField field, DeltaType type)
    {
        var notes = Changed(field.Type, type, "").ToList();
        if (notes.Count == 0)
        {
            return field with { Type = type };
        }

        var earlier = field.Metadata.GetValueOrDefault(Key)?.Trim() is { Length: > 2 } raw ? raw[1..^1].Trim() : "";
        var all = earlier.Length == 0 ? notes : notes.Prepend(earlier);
        return field with
        {
            Type = type,
            Metadata = new Dictionary<string, string>(field.Metadata, StringComparer.Ordinal) { [Key] = $"[{string.Join(',', all)}]" },
        };
    }

    private static IEnumerable<string> Changed(DeltaType from, DeltaType to, string path) => (from, to) switch
    {
        (DeltaArray a, DeltaArray b) => Changed(a.Element, b.Element, Join(path, "element")),
        (DeltaMap a, DeltaMap b) => Changed(a.Key, b.Key, Join(path, "key")).Concat(Changed(a.Value, b.Value, Join(path, "value"))),
        (DeltaStruct, DeltaStruct) => [],
        _ when from.Text == to.Text => [],
        _ => [$"{{\"fromType\":\"{from.Text}\",\"toType\":\"{to.Text}\"{(path.Length == 0 ? "" : $",\"fieldPath\":\"{path}\"")}}}"],
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static DeltaType Type(JsonElement change, string name, string path) =>
        change.ValueKind == JsonValueKind.Object && change.TryGetProperty(name, out var type)
            ? SchemaReader.Type(type, path)
            : throw LakeException.Corrupt($"The schema of column '{path}' is damaged: an entry of '{Key}' has no '{name}'.");
}
