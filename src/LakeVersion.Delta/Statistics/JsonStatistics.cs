using System.Globalization;
using System.Numerics;
using System.Text.Json;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Statistics;

/// <summary>Statistics as an object of JSON, or nothing.</summary>
internal sealed class JsonStatistics(JsonElement root) : FileStatistics
{
    // Digits that a double surely keeps, and those that its shortest text may have.
    private const int SafeDigits = 15;
    private const int DoubleDigits = 17;

    /// <inheritdoc/>
    public override long? RowCount { get; } = Count(root.ValueKind == JsonValueKind.Object && root.TryGetProperty("numRecords", out var count) ? count : default);

    /// <inheritdoc/>
    public override bool? TightBounds => root.ValueKind == JsonValueKind.Object && root.TryGetProperty("tightBounds", out var tight)
        && tight.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? tight.GetBoolean()
            : null;

    /// <inheritdoc/>
    protected override long? NullCount(IReadOnlyList<DeltaField> path) => Count(Property("nullCount", path));

    /// <inheritdoc/>
    protected override Scalar? Bound(IReadOnlyList<DeltaField> path, ScalarKind? kind, bool isMax)
    {
        var value = Property(isMax ? "maxValues" : "minValues", path);
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Number => Number(value, path[^1].Type, isMax),
                JsonValueKind.String => Text(value.GetString()!, path[^1].Type),
                JsonValueKind.True or JsonValueKind.False when kind == ScalarKind.Boolean => Scalar.Of(value.GetBoolean()),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // A text that is not valid Unicode.
            return null;
        }
    }

    private static long? Count(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 0 ? count : null;

    private static Scalar? Number(JsonElement value, DeltaType type, bool isMax) => type switch
    {
        DeltaDecimal number => Decimal(value.GetRawText(), number, isMax),
        // Shortest texts of a float are not those of the double next to it.
        { Text: "float" } => value.TryGetSingle(out var single) && float.IsFinite(single) ? Scalar.Of(single) : null,
        { Text: "double" } => value.TryGetDouble(out var number) && double.IsFinite(number) ? Scalar.Of(Double(value, number, isMax)) : null,
        { Text: "byte" or "short" or "integer" or "long" } => value.TryGetInt64(out var whole) ? Scalar.Of(whole) : null,
        _ => null,
    };

    // The column may have been widened: then the text is the shortest one of a float, which is another double.
    private static double Double(JsonElement value, double number, bool isMax) => value.TryGetSingle(out var single) && float.IsFinite(single)
        ? isMax ? Math.Max(number, single) : Math.Min(number, single)
        : number;

    // Some writers pass decimals through a double, which rounds numbers of more than 15 digits.
    private static Scalar? Decimal(string text, DeltaDecimal type, bool isMax)
    {
        if (!ExactText.TryParse(text, out var unscaled, out var scale))
        {
            return null;
        }

        if (type.Precision > SafeDigits && SignificantDigits(unscaled) <= DoubleDigits)
        {
            var finer = Math.Max(0, type.Scale - scale);
            (unscaled, scale) = (unscaled * BigInteger.Pow(10, finer), scale + finer);
            var slack = (BigInteger.Abs(unscaled) / BigInteger.Pow(10, SafeDigits)) + 1;
            unscaled += isMax ? slack : -slack;
        }

        return Scalar.OfDecimal(unscaled, scale);
    }

    // Not those of an exponent, nor the zeros that stand for digits lost.
    private static int SignificantDigits(BigInteger number) => BigInteger.Abs(number).ToString(CultureInfo.InvariantCulture).TrimEnd('0').Length;

    private static Scalar? Text(string text, DeltaType type) => type.Text switch
    {
        "string" => Scalar.Of(text),
        "date" => TimeText.TryDate(text, out var days) ? Scalar.OfDate(days) : null,
        // An instant without a zone is in one that nobody knows.
        "timestamp" => HasZone(text) && TimeText.TryTime(text, out var time) ? Scalar.OfTimestamp(time) : null,
        "timestamp_ntz" => TimeText.TryTime(text, out var time) ? Scalar.OfTimestamp(time) : null,
        _ => null,
    };

    private static bool HasZone(string text) => text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text.Contains(':', StringComparison.Ordinal));

    private JsonElement Property(string group, IReadOnlyList<DeltaField> path)
    {
        var value = root.ValueKind == JsonValueKind.Object && root.TryGetProperty(group, out var values) ? values : default;
        foreach (var field in path)
        {
            value = value.ValueKind == JsonValueKind.Object && value.TryGetProperty(field.PhysicalName, out var inner) ? inner : default;
        }

        return value;
    }
}
