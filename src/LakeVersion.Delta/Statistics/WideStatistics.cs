using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LakeVersion.Delta.Statistics;

/// <summary>The statistics of a file of which a deletion vector deletes rows (PROTOCOL.md, "Per-file Statistics"). Pure.</summary>
internal static class WideStatistics
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's own statistics, whose bounds still bound the rows that are left, but may no longer be among them.</summary>
    /// <param name="stats">The statistics; null for none. Of a damaged text nothing stays.</param>
    /// <param name="rowCount">The rows of the file, deleted ones included: "must be present and accurate".</param>
    public static string Of(string? stats, long rowCount)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("numRecords", rowCount);
            foreach (var property in Properties(stats).Where(property => property.Name is not ("numRecords" or "tightBounds")))
            {
                property.WriteTo(json);
            }

            json.WriteBoolean("tightBounds", false);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static IEnumerable<JsonProperty> Properties(string? stats)
    {
        try
        {
            var root = string.IsNullOrEmpty(stats) ? default : JsonElement.Parse(stats);
            return root.ValueKind == JsonValueKind.Object ? root.EnumerateObject() : Enumerable.Empty<JsonProperty>();
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
