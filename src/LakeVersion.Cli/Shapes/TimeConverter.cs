using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Cli.Shapes;

/// <summary>Times as the lake itself writes them: RFC 3339, UTC, six digits.</summary>
internal sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Microseconds.Format(value));
}
