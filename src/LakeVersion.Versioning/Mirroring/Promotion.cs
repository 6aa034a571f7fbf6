using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Storage;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>A mirror became a lake of its own (docs/format.md, section 8): what is written from then on carries a new id.</summary>
public sealed record Promotion
{
    internal const string TypeName = "lakeversion.promotion";
    internal const string Prefix = "mirror/promotions";

    /// <summary>The type of record.</summary>
    [JsonPropertyOrder(-2)]
    public string Type { get; init; } = TypeName;

    /// <summary>The version of the record's form.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;

    /// <summary>The new id.</summary>
    public required Id128 Lake { get; init; }

    /// <summary>The id of the lake that was mirrored.</summary>
    public required Id128 Origin { get; init; }

    /// <summary>Where that lake was.</summary>
    public required string Source { get; init; }

    /// <summary>When, by the store's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who promoted it, as asserted.</summary>
    public required string Author { get; init; }

    /// <summary>The program that did.</summary>
    public required string Client { get; init; }

    internal byte[] ToBytes() => Record.Seal(JsonSerializer.SerializeToUtf8Bytes(this, RecordJson.Default.Promotion));

    internal static Promotion FromBytes(StoreKey key, ReadOnlyMemory<byte> bytes) =>
        RecordJson.Read(key, Record.Open(key, bytes, TypeName)[0].Span, RecordJson.Default.Promotion);
}
