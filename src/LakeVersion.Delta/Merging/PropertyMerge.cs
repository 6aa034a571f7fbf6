using System.Globalization;
using System.Text.Json;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>Joins properties, key by key, name and description. Pure, but for whoever decides conflicts.</summary>
/// <remarks>Since when commits carry their own time is the log's own affair: ours stays, and turning that on is all that is taken of
/// theirs. The mapping of columns is never taken back, and the greatest id of a column is the greater one.</remarks>
internal static class PropertyMerge
{
    private const string CommitTimestamps = "delta.enableInCommitTimestamps";

    public static IReadOnlyDictionary<string, string?> Properties(
        IReadOnlyDictionary<string, string?> before, IReadOnlyDictionary<string, string?> ours, IReadOnlyDictionary<string, string?> theirs, ConflictBook book)
    {
        var merged = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var key in ours.Keys.Concat(theirs.Keys).Concat(before.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var value = Value(key, Of(before, key), Of(ours, key), Of(theirs, key), book);
            if (value.IsThere)
            {
                merged[key] = value.Text;
            }
        }

        return merged.Count == ours.Count && merged.All(pair => Of(ours, pair.Key) == new Property(true, pair.Value)) ? ours : merged;
    }

    public static string? Text(string name, string? before, string? ours, string? theirs, ConflictBook book) => book.Pick(
        before, ours, theirs, () => Conflict(name, before, ours, theirs), json => Parse(name, json));

    private static Property Value(string key, Property before, Property ours, Property theirs, ConflictBook book)
    {
        if (key == ColumnMapping.MaxIdProperty)
        {
            return new Property(true, new[] { ours, theirs }
                .Select(side => int.TryParse(side.Text, CultureInfo.InvariantCulture, out var id) ? id : 0).Max().ToString(CultureInfo.InvariantCulture));
        }

        if (key == ColumnMapping.ModeProperty)
        {
            return ours.Text is null or "none" && theirs.IsThere ? theirs : ours;
        }

        if (key.Contains("nCommitTimestamp", StringComparison.Ordinal))
        {
            return key == CommitTimestamps && theirs.Text == "true" && before.Text != "true" ? theirs : ours;
        }

        // Where both turned row tracking on, ours' files have the columns that ours named, and theirs' are not known by theirs.
        if (key is RowTracking.IdColumnProperty or RowTracking.VersionColumnProperty)
        {
            return ours.IsThere ? ours : theirs;
        }

        return book.Pick(before, ours, theirs, () => Conflict(key, before.Text, ours.Text, theirs.Text), json => new Property(true, Parse(key, json)));
    }

    private static Property Of(IReadOnlyDictionary<string, string?> properties, string key) =>
        properties.TryGetValue(key, out var value) ? new Property(true, value) : default;

    private static TableMergeConflict Conflict(string name, string? before, string? ours, string? theirs) => new()
    {
        Kind = TableMergeConflictKind.Property,
        Column = name,
        Base = Json(before),
        Ours = Json(ours),
        Theirs = Json(theirs),
        Reason = $"both sides changed '{name}' differently.",
    };

    private static string? Json(string? text) => text is null ? null : $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string Parse(string name, string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.String
            ? document.RootElement.GetString()!
            : throw LakeException.Invalid($"The conflict of '{name}' is decided by {json}: expected a JSON string.");
    }

    private readonly record struct Property(bool IsThere, string? Text);
}
