using System.Text.Json.Serialization;

namespace LakeVersion.Versioning.Places;

/// <summary>A locator as records hold it (docs/format.md, section 5): members without a meaning for the room are left out.</summary>
internal sealed record LocatorJson
{
    public required string Room { get; init; }

    public uint? Epoch { get; init; }

    public string? Tx { get; init; }

    public uint? Sequence { get; init; }

    public long? Offset { get; init; }

    public long? Length { get; init; }

    public string? Uri { get; init; }

    [JsonPropertyName("etag")]
    public string? ETag { get; init; }

    public string? VersionId { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LocatorJson))]
internal sealed partial class LocatorJsonContext : JsonSerializerContext;
