using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Versioning.Records;

/// <summary>Commit ids in JSON: 64 lower-case hex digits.</summary>
internal sealed class CommitIdConverter : JsonConverter<CommitId>
{
    public override CommitId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && CommitId.TryParse(reader.GetString(), out var id)
            ? id
            : throw new JsonException("expected a commit id of 64 hex digits");

    public override void Write(Utf8JsonWriter writer, CommitId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
