using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Storage;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Collection;

/// <summary>That a collection was carried out, and what it freed. Discardable: without it the collection is carried out again, which frees nothing more.</summary>
public sealed record CollectionOutcome
{
    internal const string TypeName = "lakeversion.gc-outcome";
    internal const string Prefix = "index/gc";

    /// <summary>The type of record.</summary>
    [JsonPropertyOrder(-2)]
    public string Type { get; init; } = TypeName;

    /// <summary>The version of the record's form.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;

    /// <summary>The lake's id.</summary>
    public required Id128 Lake { get; init; }

    /// <summary>The collection's number.</summary>
    public required long K { get; init; }

    /// <summary>When it was through, by the store's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What its last run freed; earlier runs that were cut off may have freed more.</summary>
    public required SweepReport Freed { get; init; }

    internal StoreKey StoreKey => NumberedKey.For(Prefix, K);

    internal byte[] ToBytes() => Record.Seal(JsonSerializer.SerializeToUtf8Bytes(this, RecordJson.Default.CollectionOutcome));

    internal static async ValueTask<CollectionOutcome?> ReadAsync(IObjectStore store, long k, CancellationToken cancellationToken)
    {
        var key = NumberedKey.For(Prefix, k);
        return await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } bytes
            ? RecordJson.Read(key, Record.Open(key, bytes, TypeName)[0].Span, RecordJson.Default.CollectionOutcome)
            : null;
    }
}
