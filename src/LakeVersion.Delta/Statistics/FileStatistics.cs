using System.Text.Json;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Statistics;

/// <summary>Statistics of a file, as far as they can be trusted (PROTOCOL.md, "Per-file Statistics"). What is missing proves nothing.</summary>
internal sealed class FileStatistics
{
    private static readonly FileStatistics Nothing = new(null, default);
    private readonly JsonElement root;

    private FileStatistics(long? rowCount, JsonElement root) => (RowCount, this.root) = (rowCount, root);

    /// <summary>Rows in the file, before deletion vectors.</summary>
    public long? RowCount { get; }

    /// <summary>Reads statistics; a damaged text is as good as none.</summary>
    public static FileStatistics Parse(string? stats)
    {
        if (string.IsNullOrEmpty(stats))
        {
            return Nothing;
        }

        try
        {
            using var document = JsonDocument.Parse(stats);
            var root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object ? new FileStatistics(Count(root, "numRecords"), root) : Nothing;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return Nothing;
        }
    }

    /// <summary>What is known of a top-level column.</summary>
    public ColumnBounds Column(DeltaField column)
    {
        if (RowCount is null)
        {
            return ColumnBounds.Unknown;
        }

        // With wide bounds only the two ends say anything; those are the two that pruning uses.
        var nulls = Property("nullCount", column.Name) is { ValueKind: JsonValueKind.Number } count && count.TryGetInt64(out var number) ? number : (long?)null;
        return new ColumnBounds(
            Bound(Property("minValues", column.Name), column.Type, isMax: false),
            Bound(Property("maxValues", column.Name), column.Type, isMax: true),
            AllNull: nulls == RowCount,
            NoNull: nulls == 0);
    }

    private static long? Count(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 0 ? count : null;

    private static Scalar? Bound(JsonElement value, DeltaType type, bool isMax)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Number => Number(value, type),
                JsonValueKind.String => Text(value.GetString()!, type, isMax),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // A text that is not valid Unicode.
            return null;
        }
    }

    private static Scalar? Number(JsonElement value, DeltaType type) => type switch
    {
        DeltaDecimal => ExactText.TryParse(value.GetRawText(), out var unscaled, out var scale) ? Scalar.OfDecimal(unscaled, scale) : null,
        // Shortest texts of a float are not those of the double next to it.
        { Text: "float" } => value.TryGetSingle(out var single) && float.IsFinite(single) ? Scalar.Of(single) : null,
        { Text: "double" } => value.TryGetDouble(out var number) && double.IsFinite(number) ? Scalar.Of(number) : null,
        { Text: "byte" or "short" or "integer" or "long" } => value.TryGetInt64(out var whole) ? Scalar.Of(whole) : null,
        _ => null,
    };

    private static Scalar? Text(string text, DeltaType type, bool isMax) => type.Text switch
    {
        "string" => Scalar.Of(text),
        "date" => TimeText.TryDate(text, out var days) ? Scalar.OfDate(days) : null,
        // Writers cut to milliseconds, some of them the maximum too.
        "timestamp" or "timestamp_ntz" => TimeText.TryTime(text, out var time) ? Scalar.OfTimestamp(isMax ? time + 999 : time) : null,
        _ => null,
    };

    private JsonElement Property(string group, string column) =>
        root.TryGetProperty(group, out var values) && values.ValueKind == JsonValueKind.Object && values.TryGetProperty(column, out var value)
            ? value
            : default;
}
