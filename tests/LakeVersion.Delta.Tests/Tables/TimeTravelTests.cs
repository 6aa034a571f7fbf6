using Apache.Arrow.Types;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Parquet;
using LakeVersion.Storage;
using Microsoft.Extensions.Time.Testing;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables;

public sealed class TimeTravelTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider clock = new(Start);
    private readonly FaultyStore store;
    private readonly DeltaContext context;

    public TimeTravelTests()
    {
        store = new FaultyStore(clock);
        context = new DeltaContext(ParquetEngines.Default, clock, SystemEntropy.Instance);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task A_time_finds_the_newest_version_at_or_before_it(string commitTimestamps)
    {
        var table = await FourVersionsAsync(commitTimestamps);
        Assert.Equal(0, (await table.SnapshotAsync(Start)).Version);
        Assert.Equal(0, (await table.SnapshotAsync(Start.AddMinutes(59))).Version);
        Assert.Equal(1, (await table.SnapshotAsync(Start.AddHours(1))).Version);
        Assert.Equal(2, (await table.SnapshotAsync(Start.AddHours(2.5))).Version);
        Assert.Equal(3, (await table.SnapshotAsync(Start.AddYears(1))).Version);
        var e = await FailsAsync(LakeErrorKind.NotFound, () => table.SnapshotAsync(Start.AddTicks(-1)).AsTask());
        Assert.Contains("2026-01-01T00:00:00.0000000+00:00", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_commit_timestamps_ascend_when_the_clock_goes_back()
    {
        var backwards = new FakeTimeProvider(Start.AddDays(-1));
        var table = await DeltaTable.CreateAsync(store, context, Schema(("id", Int64Type.Default)));
        var behind = await DeltaTable.OpenAsync(store, new DeltaContext(ParquetEngines.Default, backwards, SystemEntropy.Instance));
        await behind.AppendAsync(Stream(Batch(("id", Longs(1)))));
        Assert.Equal(Start.AddMilliseconds(1), (await table.SnapshotAsync()).Timestamp);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 3L)]
    [InlineData(2, 3L)]
    [InlineData(3, 4L)]
    public async Task A_version_that_lives_on_as_a_checkpoint_is_found_from_the_time_of_that(int minutes, long? expected)
    {
        var folder = Path.Combine(Fixtures.Delta(), "kernel", "v2-checkpoints-json-with-sidecars");
        Assert.SkipUnless(Directory.Exists(folder), "fixtures not found");
        await foreach (var item in new LocalFolderStore(folder).ListAsync(new ListRequest()))
        {
            var key = StoreKey.Parse(item.Name);
            await store.PutAsync(key, (await new LocalFolderStore(folder).GetAsync(key))!.Value);
        }

        for (var version = 0; version < 4; version++)
        {
            store.Remove($"_delta_log/{version:D20}.json");
        }

        store.SetModified(store.Keys.Single(key => key.StartsWith($"_delta_log/{3:D20}.checkpoint", StringComparison.Ordinal)), Start.AddMinutes(1));
        foreach (var version in (long[])[4, 5, 6])
        {
            store.SetModified($"_delta_log/{version:D20}.json", Start.AddMinutes(version - 1));
        }

        var table = await DeltaTable.OpenAsync(store, context);
        Assert.Equal(Start.AddMinutes(1), (await table.SnapshotAsync(3)).Timestamp);
        if (expected is { } found)
        {
            Assert.Equal(found, (await table.SnapshotAsync(Start.AddMinutes(minutes))).Version);
        }
        else
        {
            await FailsAsync(LakeErrorKind.NotFound, () => table.SnapshotAsync(Start.AddMinutes(minutes)).AsTask());
        }
    }

    [Fact]
    public async Task Equal_file_times_still_ascend_with_versions()
    {
        var table = await FourVersionsAsync("false");
        for (var version = 0; version < 4; version++)
        {
            store.SetModified($"_delta_log/{version:D20}.json", Start);
        }

        var fresh = await DeltaTable.OpenAsync(store, context);
        Assert.Equal(Start.AddMilliseconds(3), (await fresh.SnapshotAsync()).Timestamp);
        Assert.Equal(1, (await table.SnapshotAsync(Start.AddMilliseconds(1))).Version);
    }

    [Fact]
    public async Task A_version_that_does_not_exist_is_told_with_those_that_do()
    {
        var table = await FourVersionsAsync("true");
        var e = await FailsAsync(LakeErrorKind.NotFound, () => table.SnapshotAsync(9).AsTask());
        Assert.Contains("no version 9", e.Message, StringComparison.Ordinal);
        Assert.Contains("3", e.Message, StringComparison.Ordinal);
        await FailsAsync(LakeErrorKind.Invalid, () => table.SnapshotAsync(-1L).AsTask());
    }

    [Fact]
    public async Task A_gap_in_the_log_is_told_with_the_versions_that_are_missing()
    {
        await FourVersionsAsync("true");
        store.Remove("_delta_log/00000000000000000001.json");
        store.Remove("_delta_log/00000000000000000002.json");
        var e = await FailsAsync(LakeErrorKind.Corrupt, () => DeltaTable.OpenAsync(store, context).AsTask());
        Assert.Contains("versions 1 to 2 are missing", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_begins_at_a_damaged_checkpoint_is_refused_by_its_name()
    {
        await FourVersionsAsync("true");
        store.Remove("_delta_log/00000000000000000000.json");
        store.Remove("_delta_log/00000000000000000001.json");
        store["_delta_log/00000000000000000001.checkpoint.parquet"] = [];
        var e = await FailsAsync(LakeErrorKind.Corrupt, () => DeltaTable.OpenAsync(store, context).AsTask());
        Assert.Contains("00000000000000000001.checkpoint.parquet", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_that_is_held_does_not_change_when_the_table_does()
    {
        var table = await FourVersionsAsync("true");
        var held = await table.SnapshotAsync();
        var rows = await held.RowsAsync();
        await table.OverwriteAsync(Stream(Batch(("id", Longs(77)))));
        await table.SnapshotAsync();
        Assert.Equal(rows, await held.RowsAsync());
    }

    private async Task<DeltaTable> FourVersionsAsync(string commitTimestamps)
    {
        var options = new CreateOptions { Properties = new Dictionary<string, string> { ["delta.enableInCommitTimestamps"] = commitTimestamps } };
        var table = await DeltaTable.CreateAsync(store, context, Schema(("id", Int64Type.Default)), options);
        for (var i = 1; i < 4; i++)
        {
            clock.Advance(TimeSpan.FromHours(1));
            await table.AppendAsync(Stream(Batch(("id", Longs(i)))));
        }

        return table;
    }
}
