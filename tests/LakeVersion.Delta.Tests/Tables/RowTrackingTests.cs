using System.Text;
using Apache.Arrow.Types;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables;

/// <summary>Tables whose rows have ids.</summary>
public sealed class RowTrackingTests
{
    private readonly MemoryStore store = new();

    [Fact]
    public async Task Files_give_their_rows_ids_above_all_that_were_given_out()
    {
        var table = await CreateAsync();
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2, 3)))));
        await table.AppendAsync(Stream(Batch(("id", Longs(4)))));
        await table.OverwriteAsync(Stream(Batch(("id", Longs(5, 6)))));
        var snapshot = await table.SnapshotAsync();
        Assert.Equal([(4L, 3L)], snapshot.Files.Select(file => (file.BaseRowId!.Value, file.DefaultRowCommitVersion!.Value)));
        Assert.Equal("""{"rowIdHighWaterMark":5}""", snapshot.Domains["delta.rowTracking"].Configuration);

        // What comes back has the ids that it had, and marks are never lowered.
        await table.RestoreAsync(1);
        await table.AppendAsync(Stream(Batch(("id", Longs(7)))));
        snapshot = await table.SnapshotAsync();
        Assert.Equal(["1=0@1", "2=1@1", "3=2@1", "7=6@5"], await IdsAsync(snapshot));
    }

    [Fact]
    public async Task Rows_get_ids_where_a_checkpoint_kept_no_counts_of_them()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Batch(("id", Longs(1))).Schema, new CreateOptions
        {
            Properties = new Dictionary<string, string> { ["delta.checkpoint.writeStatsAsJson"] = "false" },
        });
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2, 3)))));
        await table.AppendAsync(Stream(Batch(("id", Longs(4)))));
        await table.CheckpointAsync();
        table = await DeltaTable.OpenAsync(store, Context);
        Assert.Null((await table.SnapshotAsync()).RowCount);
        await table.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["delta.enableRowTracking"] = "true" } });
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(4, snapshot.RowCount);
        Assert.Equal(["0", "1", "2", "3"], (await IdsAsync(snapshot)).Select(text => text.Split('=')[1].Split('@')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_commit_that_loses_takes_ids_above_those_of_the_winner()
    {
        var table = await CreateAsync();
        var read = await table.SnapshotAsync();
        var mine = await new TableAppender(store, Context).PrepareAsync(read, Stream(Batch(("id", Longs(1, 2)))), new AppendOptions());
        await table.AppendAsync(Stream(Batch(("id", Longs(7, 8, 9)))));
        await table.CommitAsync(mine);
        Assert.Equal(["1=3@2", "2=4@2", "7=0@1", "8=1@1", "9=2@1"], await IdsAsync(await table.SnapshotAsync()));
    }

    [Fact]
    public async Task Staged_commits_are_moved_above_the_winner_with_every_field_that_nobody_knows()
    {
        var table = await CreateAsync();
        await table.AppendAsync(Stream(Batch(("id", Longs(0)))));
        var read = await table.SnapshotAsync();
        var appender = new TableAppender(store, Context);
        var staged = (await appender.PrepareAsync(read, Stream(Batch(("id", Longs(1, 2)))), new AppendOptions())).Stage(DateTimeOffset.UnixEpoch);
        staged = staged with { Content = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(staged.Content.Span).Replace("\"dataChange\":true", "\"dataChange\":true,\"x\":{\"y\":[1.50]}", StringComparison.Ordinal)) };
        var winner = (await appender.PrepareAsync(read, Stream(Batch(("id", Longs(7, 8, 9)))), new AppendOptions())).Stage(DateTimeOffset.UnixEpoch);
        await store.PutAsync(winner.Key, winner.Content);

        var outcome = TableRebase.Rebase(read, [staged], [winner], await table.SnapshotAsync(), DateTimeOffset.UnixEpoch);
        Assert.Empty(outcome.Conflicts);
        var commit = Assert.Single(outcome.Commits);
        Assert.Contains("\"x\":{\"y\":[1.50]}", Encoding.UTF8.GetString(commit.Content.Span), StringComparison.Ordinal);
        await store.PutAsync(commit.Key, commit.Content);
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["0=0@1", "1=4@3", "2=5@3", "7=1@2", "8=2@2", "9=3@2"], await IdsAsync(snapshot));
        Assert.Equal("""{"rowIdHighWaterMark":5}""", snapshot.Domains["delta.rowTracking"].Configuration);
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("name", false)]
    [InlineData("id", false)]
    [InlineData("none", true)]
    [InlineData("name", true)]
    public async Task Rows_keep_their_ids_through_deletions_updates_upserts_and_optimizing(string mode, bool vectors)
    {
        var table = await CreateAsync(("delta.columnMapping.mode", mode), ("delta.enableDeletionVectors", vectors ? "true" : "false"));
        await table.AppendAsync(Stream(Batch(("id", Longs(10, 11, 12, 13)))));
        await table.ChangeAsync(new DeleteRows(ColumnPath.Of("id").EqualTo(Scalar.Of(11))));
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["10=0@1", "12=2@1", "13=3@1"], await IdsAsync(snapshot));

        await table.ChangeAsync(new UpdateRows(ColumnPath.Of("id").EqualTo(Scalar.Of(12)), new Dictionary<string, ValueExpression> { ["id"] = ValueText.Parse("id + 100", snapshot.Schema) }));
        snapshot = await table.SnapshotAsync();
        Assert.Equal(["10=0@1", "112=2@3", "13=3@1"], await IdsAsync(snapshot));

        await table.ChangeAsync(new DeleteRows(ColumnPath.Of("id").EqualTo(Scalar.Of(10))));
        snapshot = await table.SnapshotAsync();
        Assert.Equal(["112=2@3", "13=3@1"], await IdsAsync(snapshot));

        // Two clauses, so that new values come in another order than the rows had.
        await table.AppendAsync(Stream(Batch(("id", Longs(50, 51, 52, 53)))));
        var odd = UpsertClause.Update(ValueText.Parse("source.id % 2 = 1", UpsertScope(snapshot.Schema)));
        await table.ChangeAsync(new UpsertRows(Stream(Batch(("id", Longs(53, 52, 51, 50, 99)))), ["id"], new UpsertOptions { Matched = [odd, UpsertClause.Update()] }));
        snapshot = await table.SnapshotAsync();
        Assert.Equal(["112", "13", "50", "51", "52", "53", "99"], (await snapshot.RowsAsync()).Order(StringComparer.Ordinal));
        var ids = (await IdsAsync(snapshot)).Where(text => text[0] != '9').Select(text => text.Split('@')[0]).ToList();
        var begin = long.Parse(ids[2].Split('=')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(["112=2", "13=3", $"50={begin}", $"51={begin + 1}", $"52={begin + 2}", $"53={begin + 3}"], ids);

        var before = await IdsAsync(snapshot);
        await table.ChangeAsync(new OptimizeFiles());
        snapshot = await table.SnapshotAsync();
        Assert.Single(snapshot.Files);
        Assert.Equal(before, await IdsAsync(snapshot));
        Assert.Equal(["id"], snapshot.Schema.FieldsList.Select(field => field.Name));
        Assert.DoesNotContain("_row-id-col", string.Concat(snapshot.Files.Select(file => file.Stats)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_gets_row_tracking_later_and_all_its_files_with_it()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)));
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2)))));
        await table.AppendAsync(Stream(Batch(("id", Longs(3)))));
        var on = new SetProperties { Properties = new Dictionary<string, string> { ["delta.enableRowTracking"] = "true" } };
        var read = await table.SnapshotAsync();
        var stale = await on.PrepareAsync(store, Context, read, default);
        await table.AppendAsync(Stream(Batch(("id", Longs(4)))));
        await Assert.ThrowsAsync<TableConflictException>(() => table.CommitAsync(stale).AsTask());

        await table.ChangeAsync(on);
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(3, snapshot.Files.Count);
        Assert.All(snapshot.Files, file => Assert.Equal(4, file.DefaultRowCommitVersion));
        Assert.Equal(4, (await IdsAsync(snapshot)).Select(text => text.Split('=')[1]).Distinct().Count());
        Assert.Contains("rowTracking", snapshot.Protocol.WriterFeatures!);
        Assert.Contains("domainMetadata", snapshot.Protocol.WriterFeatures!);
        Assert.Equal(["1", "2", "3", "4"], (await snapshot.RowsAsync()).Order());
    }

    private async Task<DeltaTable> CreateAsync(params (string Name, string Value)[] properties) => await DeltaTable.CreateAsync(
        store, Context, Schema(("id", Int64Type.Default)),
        new CreateOptions { Properties = properties.Append(("delta.enableRowTracking", "true")).ToDictionary(pair => pair.Item1, pair => pair.Item2) });

    private async Task<List<string>> IdsAsync(DeltaSnapshot table) =>
        [.. (await StoredIds.ReadAsync(store, table, "id")).Select(row => $"{row.Cell}={row.Id}@{row.Version}").Order(StringComparer.Ordinal)];

    private static Apache.Arrow.Schema UpsertScope(Apache.Arrow.Schema table) =>
        new([new("source", new StructType(table.FieldsList), true), new("target", new StructType(table.FieldsList), true)], null);
}
