using Apache.Arrow.Types;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Vacuuming;
using LakeVersion.Delta.Writing;
using LakeVersion.Parquet;
using LakeVersion.Storage;
using Microsoft.Extensions.Time.Testing;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Vacuuming;

public sealed class TableVacuumTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Start);
    private readonly MemoryStore store;
    private readonly DeltaContext context;

    public TableVacuumTests()
    {
        store = new MemoryStore(clock);
        context = new DeltaContext(ParquetEngines.Default, clock, SystemEntropy.Instance);
    }

    [Fact]
    public async Task Files_go_once_the_last_version_that_needed_them_is_older_than_the_retention()
    {
        var table = await TableAsync();
        await AppendAsync(table, 1);
        var old = Assert.Single((await table.SnapshotAsync()).Files).Path;
        clock.Advance(TimeSpan.FromDays(30));
        await table.OverwriteAsync(Stream(Batch(("id", Longs(2)))));

        clock.Advance(TimeSpan.FromDays(6));
        Assert.Empty((await table.VacuumAsync()).Files);
        Assert.Equal(["1"], await (await table.SnapshotAsync(1)).RowsAsync());

        clock.Advance(TimeSpan.FromDays(2));
        var report = await table.VacuumAsync();
        Assert.Equal([old], report.Files.Select(file => file.Path));
        Assert.Equal("1", report.Metrics["numDeletedFiles"]);
        Assert.Equal(["2"], await (await table.SnapshotAsync()).RowsAsync());
        await FailsAsync(LakeErrorKind.Corrupt, async () => await (await table.SnapshotAsync(1)).RowsAsync());
        Assert.Empty((await table.VacuumAsync()).Files);
    }

    [Fact]
    public async Task A_dry_run_tells_and_deletes_nothing()
    {
        var table = await TableAsync();
        await AppendAsync(table, 1);
        await table.OverwriteAsync(Stream(Batch(("id", Longs(2)))));
        clock.Advance(TimeSpan.FromDays(8));
        Assert.Single((await table.VacuumAsync(new VacuumOptions { DryRun = true })).Files);
        Assert.Equal(["1"], await (await table.SnapshotAsync(1)).RowsAsync());
    }

    [Fact]
    public async Task Strays_go_and_hidden_names_other_tables_young_files_and_change_data_of_kept_versions_stay()
    {
        var table = await TableAsync();
        string[] strays = ["stray.parquet", "sub/stray.parquet", "part=a/stray.parquet", "_change_data/old.parquet"];
        string[] kept = ["_SUCCESS", ".hidden/x", "_index/x.parquet", "sub/_spark_metadata/0", "_p=1/x", "inner/part.parquet", "inner/_delta_log/00000000000000000000.json", "inner/sub/x"];
        foreach (var name in strays.Concat(kept))
        {
            await store.PutAsync(StoreKey.Parse(name), new byte[3]);
        }

        clock.Advance(TimeSpan.FromDays(8));
        await AppendAsync(table, 1);
        await store.PutAsync(StoreKey.Parse("young.parquet"), new byte[3]);

        var report = await table.VacuumAsync();
        Assert.Equal(strays.Order(Utf8Order.Comparer), report.Files.Select(file => file.Path));
        Assert.Equal(12, report.Bytes);
        Assert.All([.. kept, "young.parquet"], name => Assert.NotNull(store.StatAsync(StoreKey.Parse(name)).AsTask().Result));
        Assert.Equal(["1"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task A_retention_shorter_than_the_tables_own_is_refused_unless_it_is_allowed()
    {
        var table = await TableAsync(("delta.deletedFileRetentionDuration", "interval 2 days 12 hours"));
        await AppendAsync(table, 1);
        await table.OverwriteAsync(Stream(Batch(("id", Longs(2)))));
        clock.Advance(TimeSpan.FromHours(2));
        var shorter = new VacuumOptions { Retention = TimeSpan.FromHours(1) };
        var e = await FailsAsync(LakeErrorKind.Refused, () => table.VacuumAsync(shorter).AsTask());
        Assert.Contains("60 hours", e.Message, StringComparison.Ordinal);
        Assert.Single((await table.VacuumAsync(shorter with { AllowShortRetention = true })).Files);
    }

    [Theory]
    [InlineData("classic")]
    [InlineData("v2")]
    public async Task Where_commits_within_the_retention_were_cleaned_up_checkpoints_say_which_files_stay(string policy)
    {
        var table = await TableAsync(("delta.checkpointPolicy", policy), ("delta.enableDeletionVectors", "true"));
        await AppendAsync(table, 1, 2, 3);
        await AppendAsync(table, 4);
        await table.DeleteAsync(LakeVersion.Rows.Expressions.ColumnPath.Of("id").EqualTo(2L));
        var old = (await table.SnapshotAsync()).Files.SelectMany(LakeVersion.Delta.Log.TableFiles.Of).Select(key => key.Value).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(3, old.Count);
        clock.Advance(TimeSpan.FromDays(30));
        await table.OverwriteAsync(Stream(Batch(("id", Longs(9)))));
        await table.CheckpointAsync();
        await store.DeleteAsync([.. Enumerable.Range(0, 5).Select(version => LakeVersion.Delta.Log.LogKeys.Commit(version))]);
        clock.Advance(TimeSpan.FromDays(6));
        table = DeltaTable.At(store, context);
        await AppendAsync(table, 10);
        Assert.Empty((await table.VacuumAsync()).Files);

        clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(old, (await table.VacuumAsync()).Files.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.Equal(["10", "9"], (await (await table.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_earlier_one_of_two_clocks_counts()
    {
        var table = await TableAsync();
        await AppendAsync(table, 1);
        await table.OverwriteAsync(Stream(Batch(("id", Longs(2)))));
        var ahead = context with { Time = new FakeTimeProvider(Start.AddDays(30)) };
        Assert.Empty((await DeltaTable.At(store, ahead).VacuumAsync()).Files);
    }

    private static Task AppendAsync(DeltaTable table, params long?[] ids) => table.AppendAsync(Stream(Batch(("id", Longs(ids))))).AsTask();

    private async Task<DeltaTable> TableAsync(params (string Name, string Value)[] properties) => await DeltaTable.CreateAsync(
        store, context, Schema(("id", Int64Type.Default)), new CreateOptions { Properties = properties.ToDictionary(pair => pair.Name, pair => pair.Value) });
}
