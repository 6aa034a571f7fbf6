using System.Text;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Tests.Upkeep;

public sealed class LogCompactionTests
{
    private readonly MemoryStore store = new();

    [Fact]
    public async Task The_newest_action_on_each_thing_stays_as_its_commit_has_it()
    {
        await TableAsync();
        var file = await (await DeltaTable.OpenAsync(store, Bench.Context)).CompactLogAsync(1, 3);

        Assert.Equal("_delta_log/00000000000000000001.00000000000000000003.compacted.json", file);
        var lines = Encoding.UTF8.GetString((await store.GetAsync(StoreKey.Parse(file)))!.Value.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            [
                """{"add":{"path":"f2","partitionValues":{},"size":1,"modificationTime":1,"dataChange":true,"unknown":[1]}}""",
                """{"domainMetadata":{"domain":"d","configuration":"{}","removed":true}}""",
                """{"remove":{"path":"f1","dataChange":true}}""",
                """{"remove":{"path":"f3","dataChange":true}}""",
                """{"txn":{"appId":"a","version":2}}""",
            ],
            lines.Order(StringComparer.Ordinal));
        await store.DeleteAsync([Commit(2)]);
        var table = await (await DeltaTable.OpenAsync(store, Bench.Context)).SnapshotAsync();
        Assert.Equal(("f2", 2, 0), (table.Files.Single().Path, table.Transactions["a"].Version, table.Domains.Count));
    }

    [Fact]
    public async Task Ranges_that_are_none_and_unknown_actions_are_refused()
    {
        await TableAsync();
        var table = await DeltaTable.OpenAsync(store, Bench.Context);
        await Bench.FailsAsync(LakeErrorKind.Invalid, () => table.CompactLogAsync(2, 2).AsTask());
        Assert.Contains("version 4", (await Bench.FailsAsync(LakeErrorKind.NotFound, () => table.CompactLogAsync(2, 4).AsTask())).Message);
        await table.CompactLogAsync(0, 1);
        await Bench.FailsAsync(LakeErrorKind.Conflict, () => table.CompactLogAsync(0, 1).AsTask());
        await PutAsync(4, """{"novelty":{"a":1}}""");
        Assert.Contains("novelty", (await Bench.FailsAsync(LakeErrorKind.Unsupported, () => table.CompactLogAsync(3, 4).AsTask())).Message);
    }

    private static StoreKey Commit(int version) => StoreKey.Parse($"_delta_log/{version:D20}.json");

    private async Task TableAsync()
    {
        await PutAsync(
            0,
            """{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}""",
            """{"metaData":{"id":"t","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":[],"configuration":{}}}""",
            Add("f1"));
        await PutAsync(1, """{"commitInfo":{"operation":"WRITE"}}""", """{"add":{"path":"f2","partitionValues":{},"size":1,"modificationTime":1,"dataChange":true,"unknown":[1]}}""", """{"remove":{"path":"f1","dataChange":true}}""", """{"domainMetadata":{"domain":"d","configuration":"{}","removed":false}}""");
        await PutAsync(2, Add("f3"), """{"txn":{"appId":"a","version":1}}""", """{"cdc":{"path":"c","partitionValues":{},"size":1,"dataChange":false}}""");
        await PutAsync(3, """{"remove":{"path":"f3","dataChange":true}}""", """{"txn":{"appId":"a","version":2}}""", """{"domainMetadata":{"domain":"d","configuration":"{}","removed":true}}""");
    }

    private static string Add(string path) => $$$"""{"add":{"path":"{{{path}}}","partitionValues":{},"size":1,"modificationTime":1,"dataChange":true}}""";

    private async Task PutAsync(int version, params string[] lines) => await store.PutAsync(Commit(version), Encoding.UTF8.GetBytes(string.Join('\n', lines)));
}
