using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Merging;
using LakeVersion.Rows.Expressions;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Merging;

public sealed class TableMergerTests
{
    private static readonly ColumnPath Id = "id";

    [Fact]
    public async Task Appends_of_both_sides_are_joined()
    {
        var sides = await TwoSides.Of();
        await AppendAsync(sides.Ours, 7, "x");
        await AppendAsync(sides.Theirs, 8, "y");
        var outcome = await sides.MergeAsync();
        Assert.Equal(["1|a", "2|b", "3|null", "4|a", "5|b", "6|null", "7|x", "8|y"], await sides.RowsAsync());
        Assert.Single(outcome.Taken);
        var info = (await sides.Ours.SnapshotAsync()).Info!;
        Assert.Equal(("BRANCH MERGE", "theirs", "3"), (info.Operation, info.OperationParameters["source"], info.OperationParameters["sourceVersion"]));
    }

    [Fact]
    public async Task A_side_that_changed_nothing_gives_the_other()
    {
        var sides = await TwoSides.Of();
        await AppendAsync(sides.Ours, 7, "x");
        Assert.True((await sides.MergeAsync()).Transaction!.IsUnchanged);
        var mirror = sides.Mirror();
        await mirror.MergeAsync();
        Assert.Equal(await sides.RowsAsync(), await mirror.RowsAsync());
    }

    [Fact]
    public async Task Rows_that_each_side_deleted_of_one_file_are_gone_for_both()
    {
        var sides = await TwoSides.Of();
        await sides.Ours.DeleteAsync(Id.EqualTo(1));
        await AppendAsync(sides.Ours, 7, "x");
        await sides.Theirs.DeleteAsync(Id.EqualTo(3));
        await sides.MergeAsync();
        Assert.Equal(["2|b", "4|a", "5|b", "6|null", "7|x"], await sides.RowsAsync());
        Assert.Equal(2, Assert.Single((await sides.Ours.SnapshotAsync()).Files, file => file.DeletionVector is not null).DeletionVector!.Cardinality);
    }

    [Fact]
    public async Task A_file_of_which_both_sides_together_deleted_every_row_is_removed()
    {
        var sides = await TwoSides.Of();
        await sides.Ours.DeleteAsync(Id.In(1, 2));
        await sides.Theirs.DeleteAsync(Id.EqualTo(3));
        await sides.MergeAsync();
        Assert.Single((await sides.Ours.SnapshotAsync()).Files);
        Assert.Equal(["4|a", "5|b", "6|null"], await sides.RowsAsync());
    }

    [Fact]
    public async Task The_same_rows_deleted_on_both_sides_are_no_conflict_where_none_came()
    {
        var sides = await TwoSides.Of();
        await sides.Ours.DeleteAsync(Id.In(1, 4, 5, 6));
        await sides.Theirs.DeleteAsync(Id.In(1, 2, 4));
        await sides.MergeAsync();
        Assert.Equal(["3|null"], await sides.RowsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_of_one_file_that_both_rewrote_conflict_without_a_key(bool vectors)
    {
        var sides = await TwoSides.Of(vectors);
        await SetAsync(sides.Ours, 1, "x");
        await SetAsync(sides.Theirs, 1, "y");
        var conflict = Assert.Single((await sides.MergeAsync()).Conflicts);
        Assert.Equal(TableMergeConflictKind.Files, conflict.Kind);
        Assert.Contains("lv table key", conflict.Reason, StringComparison.Ordinal);
        await sides.MergeAsync(_ => MergeDecision.Theirs);
        Assert.Equal(["1|y", "2|b", "3|null", "4|a", "5|b", "6|null"], await sides.RowsAsync());
    }

    [Fact]
    public async Task Updates_of_different_rows_of_one_file_are_joined_by_their_vectors()
    {
        var sides = await TwoSides.Of();
        await SetAsync(sides.Ours, 1, "x");
        await SetAsync(sides.Theirs, 2, "y");
        await sides.MergeAsync();
        Assert.Equal(["1|x", "2|y", "3|null", "4|a", "5|b", "6|null"], await sides.RowsAsync());
    }

    [Fact]
    public async Task Rows_that_base_and_theirs_deleted_by_two_vectors_stay_where_ours_never_lost_them()
    {
        var sides = await TwoSides.Of();
        await sides.Theirs.DeleteAsync(Id.EqualTo(2));
        var before = await sides.Theirs.SnapshotAsync();
        await sides.Theirs.RestoreAsync(2);
        await sides.Theirs.DeleteAsync(Id.EqualTo(2));
        var outcome = await sides.CommitAsync(before, await sides.Ours.SnapshotAsync(), await sides.Theirs.SnapshotAsync());
        Assert.True(outcome.Transaction!.IsUnchanged);
        Assert.Equal(["1|a", "2|b", "3|null", "4|a", "5|b", "6|null"], await sides.RowsAsync());
    }

    [Theory]
    [InlineData("ours")]
    [InlineData("theirs")]
    [InlineData("both")]
    public async Task A_file_that_both_had_and_the_base_lacks_conflicts_where_a_side_rewrote_it(string who)
    {
        var sides = await TwoSides.Of(vectors: false);
        await AppendAsync(sides.Ours, 7, "x");
        var both = TwoSides.Of(sides.Base, sides.OursStore);
        foreach (var side in new[] { both.Ours, both.Theirs })
        {
            await AppendAsync(side, 8, "y");
            if (who == "both" || side == (who == "ours" ? both.Ours : both.Theirs))
            {
                await SetAsync(side, 7, "new");
            }
        }

        var conflict = Assert.Single((await both.MergeAsync()).Conflicts);
        Assert.Equal(TableMergeConflictKind.Files, conflict.Kind);
    }

    [Fact]
    public async Task A_file_that_both_had_before_the_base_is_no_conflict()
    {
        var sides = await TwoSides.Of();
        await sides.Ours.OptimizeAsync();
        var later = TwoSides.Of(await sides.Ours.SnapshotAsync(), sides.OursStore);
        await AppendAsync(later.Ours, 7, "x");
        await later.Ours.OptimizeAsync();
        await AppendAsync(later.Theirs, 8, "y");
        await AppendAsync(later.Theirs, 9, "z");
        await later.MergeAsync();
        Assert.Equal(["1|a", "2|b", "3|null", "4|a", "5|b", "6|null", "7|x", "8|y", "9|z"], await later.RowsAsync());
    }

    [Fact]
    public async Task A_compaction_meets_appended_rows()
    {
        var sides = await TwoSides.Of();
        await sides.Theirs.OptimizeAsync();
        await AppendAsync(sides.Ours, 7, "x");
        await sides.MergeAsync();
        Assert.Equal(["1|a", "2|b", "3|null", "4|a", "5|b", "6|null", "7|x"], await sides.RowsAsync());
        Assert.Equal(2, (await sides.Ours.SnapshotAsync()).Files.Count);
    }

    [Fact]
    public async Task Columns_and_properties_of_both_sides_are_joined()
    {
        var sides = await TwoSides.Of(properties: new Dictionary<string, string> { ["delta.columnMapping.mode"] = "name", ["k"] = "1" });
        await sides.Ours.ChangeAsync(new AddColumns(new NewColumn(new Field("o", StringType.Default, true))));
        await sides.Ours.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["a"] = "1" } });
        await sides.Ours.AppendAsync(Stream(Batch(("id", Longs(7)), ("name", Strings("x")), ("o", Strings("O")))));
        await sides.Theirs.ChangeAsync(new AddColumns(new NewColumn(new Field("t", Int64Type.Default, true))));
        await sides.Theirs.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["b"] = "2" }, Unset = ["k"] });
        await sides.Theirs.AppendAsync(Stream(Batch(("id", Longs(8)), ("name", Strings("y")), ("t", Longs(5)))));
        await sides.MergeAsync();
        var merged = await sides.Ours.SnapshotAsync();
        Assert.Equal(["id", "name", "o", "t"], merged.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal(("1", "2", false, "4"), (merged.Properties["a"], merged.Properties["b"], merged.Properties.ContainsKey("k"), merged.Properties["delta.columnMapping.maxColumnId"]));
        Assert.Equal(["1|a|null|null", "7|x|O|null", "8|y|null|5"], (await sides.RowsAsync()).Where(row => row[0] is '1' or '7' or '8'));
    }

    [Fact]
    public async Task A_property_and_a_column_that_both_changed_differently_conflict()
    {
        var sides = await TwoSides.Of(properties: new Dictionary<string, string> { ["k"] = "1" });
        await sides.Ours.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["k"] = "2" } });
        await sides.Ours.ChangeAsync(new AddColumns(new NewColumn(new Field("n", StringType.Default, true))));
        await sides.Theirs.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["k"] = "3" } });
        await sides.Theirs.ChangeAsync(new AddColumns(new NewColumn(new Field("n", Int64Type.Default, true))));
        var conflicts = (await sides.MergeAsync()).Conflicts;
        Assert.Equal([(TableMergeConflictKind.Column, "n"), (TableMergeConflictKind.Property, "k")], conflicts.Select(conflict => (conflict.Kind, conflict.Column!)));
        Assert.Equal(("\"1\"", "\"2\"", "\"3\""), (conflicts[1].Base, conflicts[1].Ours, conflicts[1].Theirs));
        await sides.MergeAsync(conflict => conflict.Kind == TableMergeConflictKind.Property ? MergeDecision.Value("\"4\"") : MergeDecision.Theirs);
        var merged = await sides.Ours.SnapshotAsync();
        Assert.Equal(("4", ArrowTypeId.Int64), (merged.Properties["k"], merged.Schema.GetFieldByName("n").DataType.TypeId));
    }

    [Fact]
    public async Task A_batch_of_one_application_on_both_sides_conflicts_and_on_one_side_is_carried()
    {
        var sides = await TwoSides.Of();
        await BatchAsync(sides.Theirs, "etl", 4, 8);
        await sides.MergeAsync();
        Assert.Equal(4, (await sides.Ours.SnapshotAsync()).Transactions["etl"].Version);
        var both = await TwoSides.Of();
        await BatchAsync(both.Ours, "etl", 4, 7);
        await BatchAsync(both.Theirs, "etl", 4, 8);
        var conflict = Assert.Single((await both.MergeAsync()).Conflicts);
        Assert.Equal((TableMergeConflictKind.Application, "etl", null, "4", "4"), (conflict.Kind, conflict.Column, conflict.Base, conflict.Ours, conflict.Theirs));
    }

    [Fact]
    public async Task A_revert_takes_back_what_a_version_did_and_leaves_what_came_later()
    {
        var sides = await TwoSides.Of();
        await sides.Ours.DeleteAsync(Id.EqualTo(1));
        await AppendAsync(sides.Ours, 7, "x");
        await sides.Ours.DeleteAsync(Id.EqualTo(2));
        var (before, after, now) = (await sides.Ours.SnapshotAsync(2), await sides.Ours.SnapshotAsync(3), await sides.Ours.SnapshotAsync());
        await sides.CommitAsync(after, now, before);
        Assert.Equal(["1|a", "3|null", "4|a", "5|b", "6|null", "7|x"], await sides.RowsAsync());
    }

    [Fact]
    public async Task Row_ids_of_theirs_stand_above_those_of_ours()
    {
        var sides = await TwoSides.Of(properties: new Dictionary<string, string> { ["delta.enableRowTracking"] = "true" });
        await AppendAsync(sides.Ours, 7, "x");
        await AppendAsync(sides.Theirs, 8, "y");
        await sides.MergeAsync();
        var merged = await sides.Ours.SnapshotAsync();
        Assert.Equal([0, 3, 6, 7], merged.Files.Select(file => file.BaseRowId!.Value).Order());
        Assert.Equal(4, merged.Files.Single(file => file.BaseRowId == 7).DefaultRowCommitVersion);
    }

    internal static async Task AppendAsync(DeltaTable table, long id, string? name) =>
        await table.AppendAsync(Stream(Batch(("id", Longs(id)), ("name", Strings(name)))));

    internal static async Task SetAsync(DeltaTable table, long id, string? name) =>
        await table.UpsertAsync(Stream(Batch(("id", Longs(id)), ("name", Strings(name)))), ["id"]);

    private static async Task BatchAsync(DeltaTable table, string application, long version, long id) => await table.AppendAsync(
        Stream(Batch(("id", Longs(id)), ("name", Strings("n")))), new() { Application = new(application, version) });
}
