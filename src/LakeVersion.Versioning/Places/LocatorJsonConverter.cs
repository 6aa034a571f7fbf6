using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Places;

/// <summary>Reads and writes locators in records. A malformed one is a <see cref="JsonException"/>, as with every converter.</summary>
internal sealed class LocatorJsonConverter : JsonConverter<Locator>
{
    public override Locator Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonSerializer.Deserialize(ref reader, LocatorJsonContext.Default.LocatorJson)
            ?? throw new JsonException("A locator is null.");
        return json.Room switch
        {
            "pack" => Stored(Room.Pack, json),
            "object" => Stored(Room.Object, json),
            "external" => Locator.AtExternal(new ExternalIdentity(
                json.Uri ?? throw Missing("uri"), json.ETag ?? "", json.VersionId ?? "")),
            "absent" => Locator.Absent,
            _ => throw new JsonException($"A locator's room is '{json.Room}': expected pack, object, external or absent."),
        };
    }

    public override void Write(Utf8JsonWriter writer, Locator value, JsonSerializerOptions options)
    {
        var stored = value.Room is Room.Pack or Room.Object;
        var json = new LocatorJson
        {
            Room = value.Room switch
            {
                Room.Pack => "pack",
                Room.Object => "object",
                Room.External => "external",
                _ => "absent",
            },
            Epoch = stored ? value.Epoch : null,
            Tx = stored ? value.TransactionId.ToString() : null,
            Sequence = stored ? value.Sequence : null,
            Offset = stored ? value.Offset : null,
            Length = stored ? value.Length : null,
            Uri = value.External?.Uri,
            ETag = value.External?.ETag,
            VersionId = value.External?.VersionId,
        };
        JsonSerializer.Serialize(writer, json, LocatorJsonContext.Default.LocatorJson);
    }

    private static Locator Stored(Room room, LocatorJson json)
    {
        if (!Id128.TryParse(json.Tx, out var transactionId))
        {
            throw new JsonException($"A locator's tx is '{json.Tx}': expected 32 lower-case hex digits.");
        }

        var offset = json.Offset ?? throw Missing("offset");
        var length = json.Length ?? throw Missing("length");
        if (offset < 0 || length < 0 || length > long.MaxValue - offset)
        {
            throw new JsonException($"A locator's range is {offset}+{length}: expected whole numbers of bytes within 2^63.");
        }

        return Locator.Stored(
            room, json.Epoch ?? throw Missing("epoch"), transactionId, json.Sequence ?? throw Missing("sequence"), offset, length);
    }

    private static JsonException Missing(string member) => new($"A locator has no {member}.");
}
