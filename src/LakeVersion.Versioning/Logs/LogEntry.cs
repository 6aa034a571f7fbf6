using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Logs;

/// <summary>One entry of a log, as stored (docs/format.md, section 6). The log is the audit history.</summary>
public sealed record LogEntry
{
    internal const string TypeName = "lakeversion.entry";

    /// <summary>The type of record.</summary>
    [JsonPropertyOrder(-2)]
    public string Type { get; init; } = TypeName;

    /// <summary>The version of the record's form.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;

    /// <summary>The lake's id.</summary>
    public required Id128 Lake { get; init; }

    /// <summary>The log's key prefix, as <c>refs/branches/main</c>.</summary>
    public required string Log { get; init; }

    /// <summary>The entry's number: 1 for the first, without gaps.</summary>
    public required long N { get; init; }

    /// <summary>What happened.</summary>
    public required LogOperation Op { get; init; }

    /// <summary>The state before; null where the name was not live.</summary>
    public CommitId? Before { get; init; }

    /// <summary>The state after; null where the name is not live.</summary>
    public CommitId? After { get; init; }

    /// <summary>The effective time: the store's, and later than entry n-1's.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The writer's own clock.</summary>
    public required DateTimeOffset WriterTime { get; init; }

    /// <summary>The program that wrote the entry.</summary>
    public required string Client { get; init; }

    /// <summary>Who wrote it, as asserted, not proven.</summary>
    public required string Author { get; init; }

    /// <summary>The first line of the message.</summary>
    public string? Message { get; init; }

    /// <summary>The writer's transaction id, one for life.</summary>
    public required Id128 Tx { get; init; }

    /// <summary>The digest of entry n-1; null at n = 1.</summary>
    public ContentHash? Previous { get; init; }

    /// <summary>The number of the settings entry that this entry was judged by; 0 for none.</summary>
    public long Settings { get; init; }

    /// <summary>Features that a writer of this log must know.</summary>
    public IReadOnlyList<string>? WriterFeatures { get; init; }

    /// <summary>The published commits, in order; the last is <see cref="After"/>.</summary>
    public IReadOnlyList<LogMember>? Members { get; init; }

    /// <summary>Commits that became states of this log by a fast-forward, newest first.</summary>
    public IReadOnlyList<CommitId>? Brings { get; init; }

    /// <summary>The idempotency key of the movement, where it has no members.</summary>
    public string? Key { get; init; }

    /// <summary>The digest of what was asked for under the key; null where nobody said.</summary>
    public ContentHash? Request { get; init; }

    /// <summary>The state that was taken over.</summary>
    public LogState? Source { get; init; }

    /// <summary>The collection that this fence belongs to.</summary>
    public long? Fence { get; init; }

    /// <summary>The other name of a renaming.</summary>
    public string? Name { get; init; }

    /// <summary>The body of a settings entry; a mark on the settings log repeats it.</summary>
    public Versioning.Settings.SettingsValue? SettingsValue { get; init; }

    /// <summary>The body of a staging entry; a mark on a staging log repeats it.</summary>
    public Staging.StagedState? Staged { get; init; }

    /// <summary>The body of an entry of the log of erasures; marks have none.</summary>
    public Erasing.ErasureRecord? Erasure { get; init; }

    /// <summary>True where the name is live in this state.</summary>
    [JsonIgnore]
    public bool IsLive => After is not null;

    /// <summary>True for entries that leave the state as it was: whoever asks what happened to a name must look behind them.</summary>
    [JsonIgnore]
    internal bool IsMark => Op is LogOperation.Fence or LogOperation.Abort or LogOperation.Feature;

    /// <summary>The place of the entry.</summary>
    [JsonIgnore]
    internal StoreKey StoreKey => NumberedKey.For(Log, N);

    internal byte[] ToBytes() => Record.Seal(JsonSerializer.SerializeToUtf8Bytes(this, RecordJson.Default.LogEntry));

    internal static LogEntry FromBytes(StoreKey key, ReadOnlyMemory<byte> bytes) =>
        RecordJson.Read(key, Record.Open(key, bytes, TypeName)[0].Span, RecordJson.Default.LogEntry);

    /// <summary>The digest by which entry n+1 names these stored bytes.</summary>
    internal static ContentHash HashOf(ReadOnlySpan<byte> bytes) => ContentHash.OfDomain("lakeversion.entry.v1", bytes);
}
