using Apache.Arrow.Types;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables;

public sealed class ConcurrencyTests
{
    private readonly FaultyStore store = new();

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Every_append_that_succeeds_is_in_the_table_once_and_no_other(int writers)
    {
        await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)));
        var done = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var table = await DeltaTable.OpenAsync(store, Context);
            for (var i = 0; i < 10; i++)
            {
                await table.AppendAsync(Stream(Batch(("id", Longs((writer * 100) + i)))));
            }

            return writer;
        })));

        var table = await DeltaTable.OpenAsync(store, Context);
        var snapshot = await table.SnapshotAsync();
        var expected = done.SelectMany(writer => Enumerable.Range(0, 10).Select(i => $"{(writer * 100) + i}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await snapshot.RowsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(writers * 10, snapshot.Version);
        await AssertTimesAscendAsync(table);
    }

    [Fact]
    public async Task An_append_survives_any_mixture_of_lost_requests_and_lost_answers()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)));
        var random = new System.Random(11);
        store.OnCreate = _ => (FaultyStore.CreateFault)random.Next(4);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(i + 1, (await table.AppendAsync(Stream(Batch(("id", Longs(i)))))).Version);
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}").Order(), (await (await table.SnapshotAsync()).RowsAsync()).Order());
    }

    [Fact]
    public async Task Eight_writers_with_lost_answers_write_each_row_once()
    {
        await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)));
        var random = new System.Random(12);
        store.OnCreate = _ => (FaultyStore.CreateFault)random.Next(4);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var table = await DeltaTable.OpenAsync(store, Context);
            for (var i = 0; i < 5; i++)
            {
                await table.AppendAsync(Stream(Batch(("id", Longs((writer * 10) + i)))));
            }
        })));
        var rows = await (await (await DeltaTable.OpenAsync(store, Context)).SnapshotAsync()).RowsAsync();
        Assert.Equal(Enumerable.Range(0, 8).SelectMany(w => Enumerable.Range(0, 5).Select(i => $"{(w * 10) + i}")).Order(), rows.Order());
    }

    [Fact]
    public async Task An_outcome_that_stays_unclear_is_told_as_unknown()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)));
        store.OnCreate = _ => FaultyStore.CreateFault.RequestLost;
        var options = new AppendOptions { Commit = new CommitOptions { Deadline = TimeSpan.FromMilliseconds(50) } };
        var e = await FailsAsync(LakeErrorKind.Unknown, () => table.AppendAsync(Stream(Batch(("id", Longs(1)))), options).AsTask());
        Assert.Contains("_delta_log/00000000000000000001.json", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overwrite_conflicts_with_an_append_that_it_did_not_see()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)));
        var transaction = await new TableOverwriter(store, Context).PrepareAsync(
            await table.SnapshotAsync(), Stream(Batch(("id", Longs(9)))), new OverwriteOptions());
        await table.AppendAsync(Stream(Batch(("id", Longs(1)))));
        var e = await Assert.ThrowsAsync<TableConflictException>(() => table.CommitAsync(transaction).AsTask());
        Assert.Equal(TableConflictRule.ConcurrentAppend, Assert.Single(e.Conflicts).Rule);
        Assert.Equal(["1"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task With_write_serializable_an_append_follows_or_precedes_an_overwrite()
    {
        var options = new CreateOptions { Properties = new Dictionary<string, string> { ["delta.isolationLevel"] = "WriteSerializable" } };
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)), options);
        var transaction = await new TableOverwriter(store, Context).PrepareAsync(
            await table.SnapshotAsync(), Stream(Batch(("id", Longs(9)))), new OverwriteOptions());
        await table.AppendAsync(Stream(Batch(("id", Longs(1)))));
        await table.CommitAsync(transaction);
        Assert.Equal(["1", "9"], (await (await table.SnapshotAsync()).RowsAsync()).Order());
    }

    [Fact]
    public async Task An_append_conflicts_with_a_change_of_the_schema()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)));
        var transaction = await new TableAppender(store, Context).PrepareAsync(
            await table.SnapshotAsync(), Stream(Batch(("id", Longs(9)))), new AppendOptions());
        await table.AppendAsync(Stream(Batch(("id", Longs(1)), ("b", Longs(1)))), new AppendOptions { MergeSchema = true });
        var e = await Assert.ThrowsAsync<TableConflictException>(() => table.CommitAsync(transaction).AsTask());
        Assert.Equal(TableConflictRule.MetadataChanged, Assert.Single(e.Conflicts).Rule);
    }

    [Fact]
    public async Task A_commit_that_read_how_far_an_application_had_come_conflicts_when_it_goes_on()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)));
        var append = await new TableAppender(store, Context).PrepareAsync(
            await table.SnapshotAsync(), Stream(Batch(("id", Longs(9)))), new AppendOptions());
        var transaction = append with { Reads = new TransactionReads { AppIds = new HashSet<string> { "job" } } };
        await table.AppendAsync(Stream(), new AppendOptions { Application = new ApplicationBatch("job", 1) });
        var e = await Assert.ThrowsAsync<TableConflictException>(() => table.CommitAsync(transaction).AsTask());
        Assert.Equal(TableConflictRule.TransactionAdvanced, Assert.Single(e.Conflicts).Rule);
    }

    [Fact]
    public async Task Of_two_overwrites_one_wins()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)));
        await table.AppendAsync(Stream(Batch(("id", Longs(1)))));
        var transaction = await new TableOverwriter(store, Context).PrepareAsync(
            await table.SnapshotAsync(), Stream(Batch(("id", Longs(9)))), new OverwriteOptions());
        await table.OverwriteAsync(Stream(Batch(("id", Longs(8)))));
        var e = await Assert.ThrowsAsync<TableConflictException>(() => table.CommitAsync(transaction).AsTask());
        Assert.Contains(e.Conflicts, conflict => conflict.Rule == TableConflictRule.FileRemovedByBoth);
    }

    [Fact]
    public async Task The_same_batch_of_an_application_from_two_runs_is_written_once()
    {
        await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)));
        var options = new AppendOptions { Application = new ApplicationBatch("job", 1) };
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            await (await DeltaTable.OpenAsync(store, Context)).AppendAsync(Stream(Batch(("id", Longs(1)))), options))));
        Assert.Single(results, result => !result.WasApplied);
        Assert.Equal(["1"], await (await (await DeltaTable.OpenAsync(store, Context)).SnapshotAsync()).RowsAsync());
    }

    private static async Task AssertTimesAscendAsync(DeltaTable table)
    {
        var times = (await table.HistoryAsync()).Select(entry => entry.Timestamp).Reverse().ToList();
        Assert.True(times.Zip(times.Skip(1)).All(pair => pair.First < pair.Second));
    }
}
