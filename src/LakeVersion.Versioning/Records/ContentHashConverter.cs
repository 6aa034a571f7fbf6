using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Records;

/// <summary>Digests in JSON: 64 lower-case hex digits.</summary>
internal sealed class ContentHashConverter : JsonConverter<ContentHash>
{
    public override ContentHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ContentHash.TryParse(reader.GetString(), out var hash)
            ? hash
            : throw new JsonException("expected a digest of 64 hex digits");

    public override void Write(Utf8JsonWriter writer, ContentHash value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
