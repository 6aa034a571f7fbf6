using System.Text;
using System.Text.Json.Nodes;
using Apache.Arrow.Types;
using LakeVersion.Delta.Partitions;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Tests.Support.Predicates;

namespace LakeVersion.Delta.Tests.Reading.Pruning;

/// <summary>Statistics as other writers have them: text cut off with or without a mark, times cut to milliseconds downwards or towards
/// 1970, decimals through a double, NaN left out, bounds wider than they need be.</summary>
internal static class ForeignStatistics
{
    /// <param name="random">Chooses the writer's ways.</param>
    /// <param name="columns">Each column's stored names and cells, rows of deletion vectors included.</param>
    /// <param name="rows">Rows in the file.</param>
    /// <param name="isTyped">True where bounds must be values of their columns' types.</param>
    public static string Of(Random random, IEnumerable<(string[] Names, AnyColumn Column, object?[] Cells)> columns, int rows, bool isTyped)
    {
        var isWide = random.Next(2) == 0;
        var (min, max, nulls) = (new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var (names, column, cells) in columns)
        {
            var (nullCount, mark) = (cells.Count(cell => cell is null), AnyCell.Of(random, "", "\uFFFD", "\U0010FFFF"));
            Put(nulls, names, JsonValue.Create(nullCount));
            var known = cells.Where(cell => cell is not (null or double.NaN)).Cast<object>().ToList();
            if (isWide && random.Next(3) == 0)
            {
                known.AddRange(column.Pool.Where(value => value is not double.NaN));
            }

            if (known.Count > 0)
            {
                known.Sort((a, b) => Scalar.Compare(column.Literal(a), column.Literal(b)));
                Put(min, names, Text(known[0], column.Type, "", random, isTyped));
                Put(max, names, Text(known[^1], column.Type, mark, random, isTyped));
            }
        }

        return new JsonObject
        {
            ["numRecords"] = rows, ["minValues"] = min, ["maxValues"] = max, ["nullCount"] = nulls, ["tightBounds"] = !isWide,
        }.ToJsonString();
    }

    private static void Put(JsonObject group, string[] names, JsonNode? value)
    {
        foreach (var name in names[..^1])
        {
            group = (JsonObject)(group[name] ??= new JsonObject());
        }

        if (value is not null)
        {
            group[names[^1]] = value;
        }
    }

    private static JsonNode? Text(object value, IArrowType type, string mark, Random random, bool isTyped) => value switch
    {
        bool flag => JsonValue.Create(flag),
        long days when type is Date32Type => TimeText.Date((int)days),
        long time when type is TimestampType zone => TimeText.Time(
            random.Next(2) == 0 ? time / 1000 * 1000 : time - (((time % 1000) + 1000) % 1000),
            zone.Timezone is null ? "yyyy-MM-ddTHH:mm:ss.fff" : "yyyy-MM-ddTHH:mm:ss.fffZ"),
        long whole => JsonValue.Create(whole),
        double number when !double.IsFinite(number) => null,
        double number when type is FloatType => JsonNode.Parse(((float)number).ToString("R")),
        double number => JsonNode.Parse(number.ToString("R")),
        ExactCell exact when !isTyped && random.Next(3) == 0 => JsonNode.Parse(double.Parse($"{exact.Unscaled}e-{exact.Scale}").ToString("R")),
        ExactCell exact => JsonNode.Parse(ExactText.Format(exact.Unscaled, exact.Scale)),
        string text => JsonValue.Create(Cut(text, mark)),
        _ => null,
    };

    // Characters beyond the basic plane are greater than the mark U+FFFD, which not every writer heeds.
    private static string Cut(string text, string mark)
    {
        var builder = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(32))
        {
            builder.Append(rune.ToString());
        }

        var cut = builder.ToString();
        return cut.Length == text.Length ? text : cut + mark;
    }
}
