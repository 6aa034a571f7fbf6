using Apache.Arrow.Types;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Merging.TableMergerTests;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Merging;

public sealed class RowMergeTests
{
    private static readonly ColumnPath Id = "id";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Different_rows_of_one_file_are_joined_however_they_were_changed(bool vectors)
    {
        var sides = await TwoSides.Of(vectors, key: "id");
        await SetAsync(sides.Ours, 1, "x");
        await sides.Ours.DeleteAsync(Id.EqualTo(4));
        await SetAsync(sides.Theirs, 2, "y");
        await AppendAsync(sides.Theirs, 9, "n");
        await sides.Theirs.DeleteAsync(Id.EqualTo(5));
        await sides.MergeAsync();
        Assert.Equal(["1|x", "2|y", "3|null", "6|null", "9|n"], await sides.RowsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cells_of_one_row_are_joined_and_one_cell_changed_differently_conflicts(bool vectors)
    {
        var sides = await WideAsync(vectors);
        await WideAsync(sides.Ours, (1, "O", "b"), (2, "O", "same"), (3, "same", "same"));
        await WideAsync(sides.Theirs, (1, "a", "T"), (2, "T", "same"), (3, "same", "same"));
        var conflict = Assert.Single((await sides.MergeAsync()).Conflicts);
        Assert.Equal(
            (TableMergeConflictKind.Cell, "[2]", "l", "\"a\"", "\"O\"", "\"T\""),
            (conflict.Kind, conflict.Key, conflict.Column, conflict.Base, conflict.Ours, conflict.Theirs));
        await sides.MergeAsync(_ => MergeDecision.Value("\"V\""));
        Assert.Equal(["1|O|T", "2|V|same", "3|same|same"], await sides.RowsAsync());
    }

    [Fact]
    public async Task A_row_that_one_side_puts_back_as_it_was_and_the_other_deleted_with_its_whole_file_conflicts()
    {
        var sides = await TwoSides.Of(key: "id");
        await SetAsync(sides.Ours, 5, "z");
        var before = await sides.Ours.SnapshotAsync();
        await sides.Ours.DeleteAsync(Id.Between(4, 6));
        var conflict = Assert.Single((await sides.CommitAsync(before, await sides.Ours.SnapshotAsync(), sides.Base)).Conflicts);
        Assert.Equal(
            (TableMergeConflictKind.Row, "[5]", "{\"id\":5,\"name\":\"z\"}", null, "{\"id\":5,\"name\":\"b\"}"),
            (conflict.Kind, conflict.Key, conflict.Base, conflict.Ours, conflict.Theirs));
    }

    [Fact]
    public async Task A_change_that_both_contain_and_one_took_further_is_not_brought_again()
    {
        var sides = await TwoSides.Of(key: "id");
        await SetAsync(sides.Ours, 5, "z");
        var changed = await sides.Ours.SnapshotAsync();
        await sides.Ours.DeleteAsync(Id.EqualTo(5));
        var deleted = await sides.Ours.SnapshotAsync();
        var conflict = Assert.Single((await sides.CommitAsync(sides.Base, deleted, changed)).Conflicts);
        Assert.Equal((TableMergeConflictKind.Row, "[5]", null, "{\"id\":5,\"name\":\"z\"}"), (conflict.Kind, conflict.Key, conflict.Ours, conflict.Theirs));
        conflict = Assert.Single((await sides.CommitAsync(sides.Base, changed, deleted)).Conflicts);
        Assert.Equal((TableMergeConflictKind.Row, "[5]", "{\"id\":5,\"name\":\"z\"}", null), (conflict.Kind, conflict.Key, conflict.Ours, conflict.Theirs));
    }

    [Fact]
    public async Task A_deleted_row_against_a_changed_one_conflicts_and_is_decided_either_way()
    {
        async Task<TwoSides> Sides()
        {
            var sides = await TwoSides.Of(key: "id");
            await sides.Ours.DeleteAsync(Id.EqualTo(1));
            await SetAsync(sides.Theirs, 1, "y");
            return sides;
        }

        var conflict = Assert.Single((await (await Sides()).MergeAsync()).Conflicts);
        Assert.Equal(
            (TableMergeConflictKind.Row, "[1]", "{\"id\":1,\"name\":\"a\"}", null, "{\"id\":1,\"name\":\"y\"}"),
            (conflict.Kind, conflict.Key, conflict.Base, conflict.Ours, conflict.Theirs));
        foreach (var (decision, row) in new[]
        {
            (MergeDecision.Ours, null), (MergeDecision.Theirs, "1|y"), (MergeDecision.Base, "1|a"), (MergeDecision.Value("{\"id\":1,\"name\":\"v\"}"), "1|v"), (MergeDecision.Value("null"), null),
        })
        {
            var sides = await Sides();
            await sides.MergeAsync(_ => decision);
            Assert.Equal([.. row is null ? System.Array.Empty<string>() : [row], "2|b", "3|null", "4|a", "5|b", "6|null"], await sides.RowsAsync());
        }
    }

    [Fact]
    public async Task A_row_that_both_inserted_is_one_where_its_cells_agree_and_conflicts_where_not()
    {
        var sides = await TwoSides.Of(key: "id");
        await AppendAsync(sides.Ours, 7, "x");
        await AppendAsync(sides.Ours, 8, "p");
        await AppendAsync(sides.Theirs, 7, "x");
        await AppendAsync(sides.Theirs, 8, "q");
        var conflict = Assert.Single((await sides.MergeAsync()).Conflicts);
        Assert.Equal(("[8]", "name", null, "\"p\"", "\"q\""), (conflict.Key, conflict.Column, conflict.Base, conflict.Ours, conflict.Theirs));
        await sides.MergeAsync(_ => MergeDecision.Theirs);
        Assert.Equal(["1|a", "2|b", "3|null", "4|a", "5|b", "6|null", "7|x", "8|q"], await sides.RowsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_compaction_against_changed_rows_keeps_the_rows(bool compactsOurs)
    {
        var sides = await TwoSides.Of(key: "id");
        await (compactsOurs ? sides.Ours : sides.Theirs).OptimizeAsync();
        await SetAsync(compactsOurs ? sides.Theirs : sides.Ours, 2, "y");
        await sides.MergeAsync();
        Assert.Equal(["1|a", "2|y", "3|null", "4|a", "5|b", "6|null"], await sides.RowsAsync());
    }

    [Fact]
    public async Task Keys_that_are_null_or_repeated_are_refused_with_their_side()
    {
        var sides = await TwoSides.Of(key: "id");
        await AppendAsync(sides.Ours, 7, "x");
        await AppendAsync(sides.Theirs, 8, "y");
        await AppendAsync(sides.Theirs, 8, "z");
        await sides.Theirs.AppendAsync(Stream(Batch(("id", Longs([null])), ("name", Strings("n")))));
        var fault = await FailsAsync(LakeErrorKind.Invalid, async () => await sides.MergeAsync());
        Assert.Contains("in theirs: several rows have [8]; there are nulls in [null]", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_one_side_that_break_a_constraint_of_the_other_conflict()
    {
        var sides = await TwoSides.Of(key: "id");
        await sides.Ours.ChangeAsync(new AddConstraint("small", "id < 100"));
        await AppendAsync(sides.Theirs, 100, "y");
        var conflict = Assert.Single((await sides.MergeAsync()).Conflicts);
        Assert.Equal(TableMergeConflictKind.Table, conflict.Kind);
        Assert.Contains("'small' (id < 100)", conflict.Reason, StringComparison.Ordinal);
        Assert.Contains("id = 100", conflict.Reason, StringComparison.Ordinal);
        Assert.Single((await sides.Mirror().MergeAsync()).Conflicts);
    }

    [Fact]
    public async Task Rows_that_only_break_a_constraint_once_they_are_joined_conflict()
    {
        var sides = await WideAsync(vectors: true, new AddConstraint("differ", "l <> r"));
        await WideAsync(sides.Ours, (1, "same", "b"));
        await WideAsync(sides.Theirs, (1, "a", "same"));
        var conflict = Assert.Single((await sides.MergeAsync()).Conflicts);
        Assert.Contains("'differ'", conflict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_rows_than_memory_may_hold_are_refused_with_advice()
    {
        var sides = await TwoSides.Of(vectors: false, key: "id");
        await SetAsync(sides.Ours, 1, "x");
        await SetAsync(sides.Theirs, 2, "y");
        var merger = new TableMerger(sides.OursStore, Context);
        var fault = await FailsAsync(LakeErrorKind.Refused, async () => await merger.MergeAsync(
            sides.Base, await sides.Ours.SnapshotAsync(), await sides.Theirs.SnapshotAsync(), new TableMergeOptions { MemoryLimitBytes = 100 }));
        Assert.Contains("Merge sooner", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Changed_rows_keep_their_ids_and_files_that_hold_new_ids_go_by_row(bool vectors)
    {
        var sides = await TwoSides.Of(vectors, key: "id", new Dictionary<string, string> { ["delta.enableRowTracking"] = "true" });
        await AppendAsync(sides.Ours, 7, "x");
        await AppendAsync(sides.Theirs, 8, "y");
        await SetAsync(sides.Theirs, 8, "z");
        await SetAsync(sides.Theirs, 2, "T");
        await sides.MergeAsync();
        Assert.Equal(["1|a", "2|T", "3|null", "4|a", "5|b", "6|null", "7|x", "8|z"], await sides.RowsAsync());
        var ids = await StoredIds.ReadAsync(sides.OursStore, await sides.Ours.SnapshotAsync(), "id");
        Assert.Equal(8, ids.Select(row => row.Id).Distinct().Count());
        Assert.Equal(1, ids.Single(row => row.Cell == "2").Id);
    }

    private static async Task<TwoSides> WideAsync(bool vectors, AddConstraint? constraint = null)
    {
        var store = new FaultyStore();
        var table = await DeltaTable.CreateAsync(
            store, Context, Schema(("id", Int64Type.Default), ("l", StringType.Default), ("r", StringType.Default)), new CreateOptions
            {
                Properties = new Dictionary<string, string> { ["lakeversion.key"] = "id", ["delta.enableDeletionVectors"] = vectors ? "true" : "false" },
            });
        await WideAsync(table, (1, "a", "b"), (2, "a", "b"), (3, "a", "b"));
        if (constraint is not null)
        {
            await table.ChangeAsync(constraint);
        }

        return TwoSides.Of(await table.SnapshotAsync(), store);
    }

    private static async Task WideAsync(DeltaTable table, params (long Id, string L, string R)[] rows) => await table.UpsertAsync(
        Stream(Batch(("id", Longs([.. rows.Select(row => (long?)row.Id)])), ("l", Strings([.. rows.Select(row => row.L)])), ("r", Strings([.. rows.Select(row => row.R)])))), ["id"]);
}
