using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Records;

/// <summary>Ids in JSON: 32 lower-case hex digits.</summary>
internal sealed class Id128Converter : JsonConverter<Id128>
{
    public override Id128 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Id128.TryParse(reader.GetString(), out var id)
            ? id
            : throw new JsonException("expected an id of 32 hex digits");

    public override void Write(Utf8JsonWriter writer, Id128 value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
