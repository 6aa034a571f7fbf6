using Apache.Arrow.Types;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Upkeep;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Upkeep;

[Trait("store", "none")]
public sealed class LogCleanUpTests
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 15, 0, 0, TimeSpan.Zero);
    private readonly StoppedClock clock = new(Begin);
    private readonly MemoryStore store;

    public LogCleanUpTests() => store = new MemoryStore(clock);

    [Fact]
    public async Task Every_version_from_the_checkpoint_before_the_cut_off_stays_readable()
    {
        // Two versions a day; checkpoints of 8, 16, 24.
        var table = await WriteAsync(26, days: 0.5, ("delta.logRetentionDuration", "interval 5 days"), ("delta.checkpointInterval", "8"));
        var rows = await RowsAsync(table, 0, 26);

        var found = await table.CleanUpLogAsync();

        // Day 13 at 15:00 less five days, from midnight: day 8, 0:00. Version 13 is of day 7.5, and 8 the checkpoint below it.
        Assert.Equal(8, found.FirstVersion);
        Assert.Equal(16, found.Deleted.Count);
        Assert.Equal(rows[8..], await RowsAsync(await DeltaTable.OpenAsync(store, Context), 8, 26));
        await FailsAsync(LakeErrorKind.NotFound, () => table.SnapshotAsync(7).AsTask());
        Assert.NotNull(await store.StatAsync(StoreKey.Parse("_delta_log/00000000000000000008.json")));
        Assert.Equal(26, (await (await DeltaTable.OpenAsync(store, Context)).SnapshotAsync()).Version);
        Assert.Empty((await table.CleanUpLogAsync()).Deleted);
    }

    [Fact]
    public async Task Nothing_goes_without_a_checkpoint_or_within_the_retention()
    {
        var table = await WriteAsync(9, days: 100);
        Assert.Empty((await table.CleanUpLogAsync()).Deleted);
        await table.CheckpointAsync(9);
        Assert.Empty((await table.CleanUpLogAsync()).Deleted);
        clock.Now += TimeSpan.FromDays(31);
        Assert.Equal((9, 18), (await table.CleanUpLogAsync(new LogCleanUpOptions { DryRun = true })) is var dry ? (dry.FirstVersion, dry.Deleted.Count) : default);
        Assert.Equal(10, (await RowsAsync(table, 0, 9)).Count);
        Assert.Equal(18, (await table.CleanUpLogAsync()).Deleted.Count);
    }

    [Fact]
    public async Task A_damaged_checkpoint_stands_for_no_commits()
    {
        var table = await WriteAsync(12, days: 10, ("delta.checkpointInterval", "5"));
        clock.Now += TimeSpan.FromDays(100);
        await store.PutAsync(StoreKey.Parse("_delta_log/00000000000000000010.checkpoint.parquet"), new byte[] { 1, 2, 3 });
        var rows = await RowsAsync(table, 5, 12);

        Assert.Equal(5, (await table.CleanUpLogAsync()).FirstVersion);
        Assert.Equal(rows, await RowsAsync(await DeltaTable.OpenAsync(store, Context), 5, 12));
    }

    [Fact]
    public async Task Sidecars_go_a_day_after_their_checkpoint()
    {
        var table = await WriteAsync(12, days: 10, ("delta.checkpointInterval", "5"), ("delta.checkpointPolicy", "v2"));
        Assert.Equal(2, await SidecarsAsync());
        clock.Now += TimeSpan.FromDays(100);

        Assert.Equal(10, (await table.CleanUpLogAsync()).FirstVersion);

        Assert.Equal(1, await SidecarsAsync());
        Assert.Equal(3, (await RowsAsync(await DeltaTable.OpenAsync(store, Context), 10, 12)).Count);
    }

    [Fact]
    public async Task A_table_that_asks_for_it_is_cleaned_up_behind_its_checkpoints()
    {
        await WriteAsync(25, days: 10, ("delta.enableExpiredLogCleanup", "true"));
        var table = await DeltaTable.OpenAsync(store, Context);
        await FailsAsync(LakeErrorKind.NotFound, () => table.SnapshotAsync(9).AsTask());
        Assert.Equal(16, (await RowsAsync(table, 10, 25)).Count);
    }

    private async Task<DeltaTable> WriteAsync(int appends, double days, params (string Name, string Value)[] properties)
    {
        var options = new CreateOptions { Properties = properties.ToDictionary(property => property.Name, property => property.Value) };
        var table = await DeltaTable.CreateAsync(store, Context with { Time = clock }, Schema(("id", Int64Type.Default)), options);
        for (var i = 1; i <= appends; i++)
        {
            clock.Now += TimeSpan.FromDays(days);
            await table.AppendAsync(Stream(Batch(("id", Longs(i)))));
        }

        return table;
    }

    private static async Task<List<string>> RowsAsync(DeltaTable table, long first, long last)
    {
        var rows = new List<string>();
        for (var version = first; version <= last; version++)
        {
            rows.Add(string.Join(' ', (await (await table.SnapshotAsync(version)).RowsAsync()).Order(StringComparer.Ordinal)));
        }

        return rows;
    }

    private async Task<int> SidecarsAsync()
    {
        var count = 0;
        await foreach (var _ in store.ListAsync(new ListRequest { Prefix = "_delta_log/_sidecars/" }))
        {
            count++;
        }

        return count;
    }
}
