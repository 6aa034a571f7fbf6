using System.Text.Json;
using System.Text.Json.Serialization;

namespace LakeVersion.Versioning.Records;

/// <summary>Times in JSON: RFC 3339, UTC, six digits.</summary>
internal sealed class MicrosecondsConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Microseconds.TryParse(reader.GetString(), out var time)
            ? time
            : throw new JsonException("expected a time as 2026-11-01T12:00:00.000000Z");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Microseconds.Format(value));
}
