using System.Text;
using Apache.Arrow.Types;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Conflicts;

/// <summary>Two copies of one table stand for two transactions of a lake: mine is staged, theirs has won.</summary>
public sealed class TableRebaseTests
{
    private readonly FaultyStore theirs = new();
    private FaultyStore mine = new();

    [Fact]
    public async Task Appends_on_both_sides_end_with_the_rows_of_both()
    {
        var (baseSnapshot, my, their) = await BothAsync();
        await AppendAsync(my, 1);
        await AppendAsync(my, 2);
        await AppendAsync(their, 10);
        await AppendAsync(their, 11);
        await AppendAsync(their, 12);

        var outcome = await RebaseAsync(baseSnapshot, my, their);
        Assert.True(outcome.Succeeded);
        Assert.Equal([5L, 6L], outcome.Commits.Select(commit => commit.Version));
        Assert.Equal(
            [1L, 5L],
            outcome.Commits.Select(commit => LakeVersion.Delta.Log.ParsedCommit.Parse(commit.Version, commit.Content).Info!.ReadVersion));
        Assert.Equal(["1", "10", "11", "12", "2", "base"], (await PublishAsync(outcome)).Select(id => id == "0" ? "base" : id).Order(StringComparer.Ordinal));
        var history = await (await DeltaTable.OpenAsync(theirs, Context)).HistoryAsync();
        Assert.True(history.Zip(history.Skip(1)).All(pair => pair.First.Timestamp > pair.Second.Timestamp));
    }

    [Fact]
    public async Task A_restated_commit_keeps_every_line_byte_for_byte_and_all_of_its_provenance_but_place_and_time()
    {
        var (baseSnapshot, my, their) = await BothAsync();
        await AppendAsync(my, 1);
        var key = LakeVersion.Delta.Log.LogKeys.Commit(2).Value;
        var text = Encoding.UTF8.GetString(mine[key]).Replace("\"commitInfo\":{", "\"commitInfo\":{\"foreign\":[1,2.50],", StringComparison.Ordinal)
            + "{\"futureAction\":{\"x\" : 1}}\n";
        mine[key] = Encoding.UTF8.GetBytes(text);
        await AppendAsync(their, 10);

        var outcome = await RebaseAsync(baseSnapshot, await DeltaTable.OpenAsync(mine, Context), their);
        var lines = Encoding.UTF8.GetString(outcome.Commits[0].Content.Span).Split('\n');
        Assert.Equal(text.Split('\n')[1..], lines[1..]);
        Assert.Contains("\"foreign\":[1,2.50]", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("{\"commitInfo\":{\"inCommitTimestamp\":", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"readVersion\":1,", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overwrite_conflicts_with_rows_that_the_winner_appended()
    {
        var (baseSnapshot, my, their) = await BothAsync();
        await my.OverwriteAsync(Stream(Batch(("id", Longs(5)))));
        await AppendAsync(their, 10);
        Assert.Equal(TableConflictRule.ConcurrentAppend, Assert.Single((await RebaseAsync(baseSnapshot, my, their)).Conflicts).Rule);
    }

    [Fact]
    public async Task What_holds_for_the_rows_read_alone_conflicts_with_an_append_whatever_the_tables_isolation()
    {
        var table = await DeltaTable.CreateAsync(theirs, Context, Schema(("id", Int64Type.Default)), new CreateOptions
        {
            Properties = new Dictionary<string, string> { ["delta.isolationLevel"] = "WriteSerializable" },
        });
        await AppendAsync(table, 1);
        mine = theirs.Copy();
        var (baseSnapshot, my) = (await table.SnapshotAsync(), await DeltaTable.OpenAsync(mine, Context));
        await my.ChangeAsync(new AddConstraint("positive", "id > 0"));
        await AppendAsync(table, -1);
        Assert.Equal(TableConflictRule.ConcurrentAppend, Assert.Single((await RebaseAsync(baseSnapshot, my, table)).Conflicts).Rule);
    }

    [Fact]
    public async Task An_append_follows_an_overwrite()
    {
        var (baseSnapshot, my, their) = await BothAsync();
        await AppendAsync(my, 1);
        await their.OverwriteAsync(Stream(Batch(("id", Longs(5)))));
        Assert.Equal(["1", "5"], (await PublishAsync(await RebaseAsync(baseSnapshot, my, their))).Order());
    }

    [Fact]
    public async Task Two_overwrites_conflict_over_the_file_that_both_removed()
    {
        var (baseSnapshot, my, their) = await BothAsync();
        await my.OverwriteAsync(Stream(Batch(("id", Longs(5)))));
        await their.OverwriteAsync(Stream(Batch(("id", Longs(6)))));
        Assert.Contains((await RebaseAsync(baseSnapshot, my, their)).Conflicts, conflict => conflict.Rule == TableConflictRule.FileRemovedByBoth);
    }

    [Fact]
    public async Task New_columns_on_the_winners_side_conflict_and_on_mine_do_not()
    {
        var (baseSnapshot, my, their) = await BothAsync();
        await my.AppendAsync(Stream(Batch(("id", Longs(1)), ("new", Longs(2)))), new AppendOptions { MergeSchema = true });
        await AppendAsync(their, 10);
        Assert.True((await RebaseAsync(baseSnapshot, my, their)).Succeeded);
        var back = await RebaseAsync(baseSnapshot, their, my, swap: true);
        Assert.Equal(TableConflictRule.MetadataChanged, Assert.Single(back.Conflicts).Rule);
    }

    [Fact]
    public async Task One_application_advanced_on_both_sides_conflicts()
    {
        var (baseSnapshot, my, their) = await BothAsync();
        var options = new AppendOptions { Application = new ApplicationBatch("job", 1) };
        await my.AppendAsync(Stream(Batch(("id", Longs(1)))), options);
        await their.AppendAsync(Stream(Batch(("id", Longs(1)))), options);
        Assert.Equal(TableConflictRule.TransactionAdvanced, Assert.Single((await RebaseAsync(baseSnapshot, my, their)).Conflicts).Rule);
    }

    [Fact]
    public async Task Tables_that_both_sides_created_conflict()
    {
        var (_, my, their) = await BothAsync();
        var other = await DeltaTable.CreateAsync(new FaultyStore(), Context, Schema(("id", Int64Type.Default)));
        var winner = await their.SnapshotAsync();
        var staged = Commits(mine, 0, (await my.SnapshotAsync()).Version);
        Assert.Equal(TableConflictRule.DifferentTable, Assert.Single(TableRebase.Rebase(null, staged, Commits(theirs, 0, 1), winner, winner.Timestamp).Conflicts).Rule);
        var foreign = await other.SnapshotAsync();
        Assert.Equal(TableConflictRule.DifferentTable, Assert.Single(TableRebase.Rebase(foreign, [], [], winner, winner.Timestamp).Conflicts).Rule);
    }

    [Fact]
    public async Task Commits_with_a_gap_are_refused()
    {
        var (baseSnapshot, my, their) = await BothAsync();
        await AppendAsync(my, 1);
        await AppendAsync(my, 2);
        var staged = Commits(mine, 3, 3);
        var winner = await their.SnapshotAsync();
        Assert.Throws<LakeException>(() => TableRebase.Rebase(baseSnapshot, staged, [], winner, winner.Timestamp));
    }

    private static Task<CommitResult> AppendAsync(DeltaTable table, long id) => table.AppendAsync(Stream(Batch(("id", Longs(id))))).AsTask();

    private static List<StagedCommit> Commits(FaultyStore store, long first, long last) =>
        [.. Enumerable.Range((int)first, (int)(last - first + 1)).Select(version => new StagedCommit(version, store[LakeVersion.Delta.Log.LogKeys.Commit(version).Value]))];

    private async Task<(DeltaSnapshot Base, DeltaTable Mine, DeltaTable Theirs)> BothAsync()
    {
        var table = await DeltaTable.CreateAsync(theirs, Context, Schema(("id", Int64Type.Default)));
        await AppendAsync(table, 0);
        mine = theirs.Copy();
        return (await table.SnapshotAsync(), await DeltaTable.OpenAsync(mine, Context), table);
    }

    private async Task<RebaseOutcome> RebaseAsync(DeltaSnapshot baseSnapshot, DeltaTable my, DeltaTable their, bool swap = false)
    {
        var (myStore, theirStore) = swap ? (theirs, mine) : (mine, theirs);
        var (staged, winner) = (await my.SnapshotAsync(), await their.SnapshotAsync());
        return TableRebase.Rebase(
            baseSnapshot,
            Commits(myStore, baseSnapshot.Version + 1, staged.Version),
            Commits(theirStore, baseSnapshot.Version + 1, winner.Version),
            winner,
            TimeProvider.System.GetUtcNow());
    }

    // Publishes what was rebased, with its data files, and reads it.
    private async Task<List<string>> PublishAsync(RebaseOutcome outcome)
    {
        Assert.True(outcome.Succeeded);
        foreach (var key in mine.Keys.Where(key => key.EndsWith(".parquet", StringComparison.Ordinal)))
        {
            theirs[key] = mine[key];
        }

        foreach (var commit in outcome.Commits)
        {
            Assert.Equal(CreateResult.Created, (await theirs.CreateAsync(commit.Key, commit.Content)).Result);
        }

        return await (await (await DeltaTable.OpenAsync(theirs, Context)).SnapshotAsync()).RowsAsync();
    }
}
