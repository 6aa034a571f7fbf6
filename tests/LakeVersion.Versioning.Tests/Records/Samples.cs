using LakeVersion.Storage;
using LakeVersion.Versioning.Collection;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Records;
using LakeVersion.Versioning.Settings;
using LakeVersion.Versioning.Staging;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Tests.Records;

/// <summary>One record of each type with every member set, and what reads it.</summary>
internal static class Samples
{
    public static Id128 Lake { get; } = Id128.Parse("000102030405060708090a0b0c0d0e0f");

    public static LakeIdentity Identity { get; } = new()
    {
        Lake = Lake,
        Created = At(0),
        Hash = "sha256",
        Salt = Id128.Parse("f0e1d2c3b4a5968778695a4b3c2d1e0f"),
        EpochSeconds = 604800,
        DefaultBranch = "main",
    };

    public static Commit Commit { get; } = CommitStore.Make(
        new CommitRecord
        {
            Lake = Lake,
            Tx = Id(1),
            Branch = "größe/1",
            Entry = 7,
            Root = Hash(2),
            Totals = new TreeTotals(3, 4, 1),
            Parents = [new CommitId(Hash(3))],
            Generation = 6,
            Depth = 5,
            Ancestors = [new CommitId(Hash(4)), new CommitId(Hash(5))],
            Author = "Ada <ada@example.org>",
            Committer = "grace",
            Time = At(1),
            Message = "Load \"orders\"\n\nTwo lines, and ä",
            Metadata = new Dictionary<string, string> { ["run"] = "17" },
            Operation = new CommitOperation("append", new Dictionary<string, string> { ["rows"] = "12" }),
            Changed = new CommitChanges(2, ["sales/orders"], ["sales"], true),
            Applied = [new AppliedCommit(new CommitId(Hash(6)), "picked")],
            Key = "load-1",
        },
        Locator.InPack(0x0b91, Id(1), 2, 8, 1234));

    public static Commit Merge { get; } = CommitStore.Make(
        Commit.Record with
        {
            Parents = [new CommitId(Hash(3)), new CommitId(Hash(7))],
            Generation = 9,
            Applied = [new AppliedCommit(new CommitId(Hash(6)), AppliedCommit.Squashed), new AppliedCommit(new CommitId(Hash(8)), AppliedCommit.Reverted)],
        },
        Commit.RootPlace);

    public static LogEntry Entry { get; } = new()
    {
        Lake = Lake,
        Log = "refs/branches/main",
        N = 7,
        Op = LogOperation.FastForward,
        Before = new CommitId(Hash(3)),
        After = Commit.Id,
        Time = At(2),
        WriterTime = At(1),
        Client = "LakeVersion/0.1.0",
        Author = "ada",
        Message = "Load \"orders\"",
        Tx = Id(1),
        Previous = Hash(7),
        Settings = 3,
        WriterFeatures = ["later"],
        Members = [new LogMember { Commit = Commit.Id, Tx = Id(2), Author = "ada", Message = "m", Key = "k" }],
        Brings = [Commit.Id],
        Key = "key",
        Source = new LogState("refs/tags/v1", 2),
        Fence = 4,
        Name = "other",
        SettingsValue = new SettingsValue { ReaderFeatures = ["r"], WriterFeatures = ["w"], Values = new Dictionary<string, string> { ["protected"] = "main" } },
        Staged = new StagedState
        {
            Branch = "main",
            Base = 6,
            Root = Hash(2),
            RootPlace = Locator.InObject(0x0b91, Id(1), 3, 99),
            Totals = new TreeTotals(3, 4, 1),
            SealedEntry = 7,
            SealedCommit = Commit.Id,
        },
    };

    public static GcRecord Gc { get; } = new()
    {
        Lake = Lake,
        K = 3,
        Time = At(3),
        Tx = Id(3),
        Previous = Hash(8),
        SweepMax = 0x0b90,
        LowWater = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["refs/branches/main"] = 5, ["refs/tags/v1"] = 2 },
        Heads = new SortedDictionary<string, GcAnchor>(StringComparer.Ordinal) { ["refs/branches/main"] = new GcAnchor(9, Hash(9)) },
    };

    public static IReadOnlyDictionary<string, (StoreKey Key, byte[] Bytes)> All { get; } = new Dictionary<string, (StoreKey, byte[])>
    {
        ["lake"] = (LakeIdentity.Key, Identity.ToBytes()),
        ["commit"] = (Commit.Id.ToKey(), CommitBytes(Commit)),
        ["merge"] = (Merge.Id.ToKey(), CommitBytes(Merge)),
        ["entry"] = (Entry.StoreKey, Entry.ToBytes()),
        ["gc"] = (NumberedKey.For(GcRecord.Prefix, 3), Gc.ToBytes()),
    };

    /// <summary>Reads a record of a kind as the lake does, from a store that holds these bytes under its key.</summary>
    public static async Task<object?> ReadAsync(string name, byte[] bytes)
    {
        var store = new MemoryStore();
        await store.PutAsync(All[name].Key, bytes);
        return name switch
        {
            "lake" => LakeIdentity.FromBytes(bytes),
            "merge" => await new CommitStore(store, Identity).ReadAsync(Merge.Id),
            "commit" => await new CommitStore(store, Identity).ReadAsync(Commit.Id),
            "entry" => await new LogReader(store, Lake).ReadAsync(Entry.Log, Entry.N),
            _ => await GcView.ReadAsync(store, new Versioning.Mirroring.LakeLineage(Lake), default),
        };
    }

    private static byte[] CommitBytes(Commit commit)
    {
        var store = new MemoryStore();
        new CommitStore(store, Identity).WriteAsync(commit, default).AsTask().GetAwaiter().GetResult();
        return store.GetAsync(commit.Id.ToKey()).AsTask().GetAwaiter().GetResult()!.Value.ToArray();
    }

    private static DateTimeOffset At(int seconds) => new DateTimeOffset(2026, 11, 1, 12, 0, seconds, TimeSpan.Zero).AddMicroseconds(123456);

    private static Id128 Id(int i) => Id128.Parse(new string((char)('0' + i), 32));

    private static ContentHash Hash(int i) => ContentHash.Parse(new string((char)('0' + i), 64));
}
