using System.Text.Json.Serialization;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Records;

/// <summary>What <c>lake.json</c> says: written once, the same for ever (docs/format.md, section 2).</summary>
public sealed record LakeIdentity
{
    internal const string TypeName = "lakeversion.lake";

    internal static readonly StoreKey Key = StoreKey.Parse("lake.json");

    /// <summary>The type of record.</summary>
    [JsonPropertyOrder(-2)]
    public string Type { get; init; } = TypeName;

    /// <summary>The version of the record's form.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;

    /// <summary>The lake's id.</summary>
    public required Id128 Lake { get; init; }

    /// <summary>When the lake was made, by the store's clock.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The digest that ids are made with: <c>sha256</c>.</summary>
    public required string Hash { get; init; }

    /// <summary>The secret of the tree split: 16 bytes.</summary>
    public required Id128 Salt { get; init; }

    /// <summary>The length of an epoch, in seconds, at least 1.</summary>
    public required long EpochSeconds { get; init; }

    /// <summary>The branch that is meant where none is named.</summary>
    public required string DefaultBranch { get; init; }

    /// <summary>The epoch of a time of the store.</summary>
    internal uint EpochOf(DateTimeOffset storeTime) => checked((uint)(storeTime.ToUnixTimeSeconds() / EpochSeconds));

    internal byte[] ToBytes() =>
        Record.Seal(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(this, RecordJson.Default.LakeIdentity));

    internal static LakeIdentity FromBytes(ReadOnlyMemory<byte> bytes)
    {
        var identity = RecordJson.Read(Key, Record.Open(Key, bytes, TypeName)[0].Span, RecordJson.Default.LakeIdentity);
        if (identity.Hash != "sha256")
        {
            throw LakeException.Unsupported($"{Key}: ids are made with '{identity.Hash}'; this program knows sha256.");
        }

        return identity.EpochSeconds >= 1
            ? identity
            : throw LakeException.Corrupt($"{Key}: epochSeconds is {identity.EpochSeconds}; expected at least 1.");
    }
}
