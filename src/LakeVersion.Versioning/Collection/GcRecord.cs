using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Storage;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Collection;

/// <summary>A collection's announcement: what it lets go of (docs/format.md, section 7). The newest record is enough.</summary>
public sealed record GcRecord
{
    internal const string TypeName = "lakeversion.gc";
    internal const string Prefix = "gc";
    internal const string Domain = "lakeversion.gc.v1";

    /// <summary>The type of record.</summary>
    [JsonPropertyOrder(-2)]
    public string Type { get; init; } = TypeName;

    /// <summary>The version of the record's form.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;

    /// <summary>The lake's id.</summary>
    public required Id128 Lake { get; init; }

    /// <summary>The record's number, from 1.</summary>
    public required long K { get; init; }

    /// <summary>When it was made, by the store's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The collector's transaction id.</summary>
    public required Id128 Tx { get; init; }

    /// <summary>The digest of record k-1; null at k = 1.</summary>
    public ContentHash? Previous { get; init; }

    /// <summary>The youngest epoch that may be deleted from; -1 for none.</summary>
    public required long SweepMax { get; init; }

    /// <summary>Log → the least entry number whose state is kept; every record repeats the maxima of all before.</summary>
    public required IReadOnlyDictionary<string, long> LowWater { get; init; }

    /// <summary>How long, in seconds, nothing is deleted of what this record lets go of; null in records that say nothing of it.</summary>
    public long? GraceSeconds { get; init; }

    /// <summary>Log → its head when the record was made: anchors of the audit chains. Null in records that carry none.</summary>
    public IReadOnlyDictionary<string, GcAnchor>? Heads { get; init; }

    /// <summary>How long nothing is deleted of what it lets go of.</summary>
    [JsonIgnore]
    internal TimeSpan Grace => GraceSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Retention.RetentionSettings.DefaultGrace;

    /// <summary>Reads record k, with the digest that the next one names.</summary>
    /// <exception cref="LakeException">Corrupt: it is missing, damaged, or another's.</exception>
    internal static async ValueTask<(GcRecord Record, ContentHash Hash)> ReadAsync(IObjectStore store, LakeLineage lake, long k, CancellationToken cancellationToken)
    {
        var key = NumberedKey.For(Prefix, k);
        var bytes = await store.GetAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.Corrupt($"{key}: collection record {k} is missing; they are never deleted.");
        var record = FromBytes(key, bytes);
        return lake.Knows(record.Lake) && record.K == k
            ? (record, ContentHash.OfDomain(Domain, bytes.Span))
            : throw LakeException.Corrupt($"{key}: expected record {k} of lake {lake.Id}, found {record.K} of {record.Lake}; the object was moved or copied here.");
    }

    internal byte[] ToBytes() => Record.Seal(JsonSerializer.SerializeToUtf8Bytes(this, RecordJson.Default.GcRecord));

    internal static GcRecord FromBytes(StoreKey key, ReadOnlyMemory<byte> bytes)
    {
        var record = RecordJson.Read(key, Record.Open(key, bytes, TypeName)[0].Span, RecordJson.Default.GcRecord);

        // One epoch must be left above it to write to.
        return record.SweepMax is >= -1 and < uint.MaxValue
            ? record
            : throw LakeException.Corrupt($"{key}: sweepMax is {record.SweepMax}; expected an epoch of 32 bits, or -1.");
    }
}

/// <summary>The newest entry of a log at some moment.</summary>
/// <param name="N">Its number.</param>
/// <param name="Hash">The digest of its stored bytes.</param>
public sealed record GcAnchor(long N, ContentHash Hash);
