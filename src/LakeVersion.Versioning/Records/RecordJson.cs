using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Versioning.Records;

/// <summary>How every record is written as JSON: camel case, members without a value left out, one form of id, digest and time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(Id128Converter), typeof(ContentHashConverter), typeof(CommitIdConverter), typeof(MicrosecondsConverter)])]
[JsonSerializable(typeof(LakeIdentity))]
[JsonSerializable(typeof(LogEntry))]
[JsonSerializable(typeof(CommitRecord))]
[JsonSerializable(typeof(CommitPlaces))]
[JsonSerializable(typeof(GcRecord))]
[JsonSerializable(typeof(CollectionOutcome))]
[JsonSerializable(typeof(Mirroring.MirrorMark))]
[JsonSerializable(typeof(Mirroring.Promotion))]
internal sealed partial class RecordJson : JsonSerializerContext
{
    /// <summary>Reads one line; a fault names the object and the byte.</summary>
    public static T Read<T>(StoreKey key, ReadOnlySpan<byte> line, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw LakeException.Corrupt($"{key}: expected an object, found null.");
        }
        catch (JsonException e)
        {
            throw LakeException.Corrupt($"{key}: byte {e.BytePositionInLine} ({e.Path}): {e.Message}", e);
        }
    }
}
