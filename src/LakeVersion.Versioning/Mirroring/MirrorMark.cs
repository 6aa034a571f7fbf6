using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Storage;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Says that a store holds a copy of a lake and not the lake itself (docs/format.md, section 8). Written before anything else, once.</summary>
/// <remarks>Nothing is published here but by mirroring, until a promotion names the id as its origin.</remarks>
public sealed record MirrorMark
{
    internal const string TypeName = "lakeversion.mirror";

    internal static readonly StoreKey Key = StoreKey.Parse("mirror/mark");

    /// <summary>The type of record.</summary>
    [JsonPropertyOrder(-2)]
    public string Type { get; init; } = TypeName;

    /// <summary>The version of the record's form.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;

    /// <summary>The id of the lake that is mirrored.</summary>
    public required Id128 Lake { get; init; }

    /// <summary>Where that lake was when the mirror was begun; never with credentials.</summary>
    public required string Source { get; init; }

    /// <summary>What the mirror is limited to; null where it has all.</summary>
    public MirrorPart? Part { get; init; }

    internal byte[] ToBytes() => Record.Seal(JsonSerializer.SerializeToUtf8Bytes(this, RecordJson.Default.MirrorMark));

    internal static MirrorMark FromBytes(ReadOnlyMemory<byte> bytes) =>
        RecordJson.Read(Key, Record.Open(Key, bytes, TypeName)[0].Span, RecordJson.Default.MirrorMark);
}

/// <summary>What a partial mirror is limited to.</summary>
public sealed record MirrorPart
{
    /// <summary>The branches; null for all branches, tags and keeps.</summary>
    public IReadOnlyList<string>? Branches { get; init; }

    /// <summary>The files and folders whose content is here; null for all.</summary>
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>The time from which on states are here, each log beginning at its state then; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Log → its first entry here. A log that came to be later begins at 1.</summary>
    public required IReadOnlyDictionary<string, LogStart> Logs { get; init; }
}

/// <summary>The first entry of a log in a partial mirror: where its chain is anchored.</summary>
/// <param name="N">Its number.</param>
/// <param name="Hash">The digest of its stored bytes.</param>
public sealed record LogStart(long N, ContentHash Hash);
