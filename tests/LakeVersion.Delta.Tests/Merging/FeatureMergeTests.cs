using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using static LakeVersion.Delta.Tests.Merging.TableMergerTests;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Merging;

/// <summary>Merges of tables that are divided, map their columns, give identities, have domains or constraints.</summary>
public sealed class FeatureMergeTests
{
    private static readonly ColumnPath Id = "id";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_side_writes_partitions_of_its_own_and_both_write_one(bool mapped)
    {
        var sides = await DividedAsync(key: null, mapped ? "name" : "none");
        await PartAsync(sides.Ours, (3, "ours"), (4, "both"));
        await sides.Ours.DeleteAsync(Id.EqualTo(1));
        await PartAsync(sides.Theirs, (5, "theirs"), (6, "both"));
        await sides.Theirs.DeleteAsync(Id.EqualTo(2));
        await sides.MergeAsync();
        Assert.Equal(["3|ours", "4|both", "5|theirs", "6|both"], await sides.RowsAsync());
        Assert.Equal(["6|both"], (await (await sides.Ours.SnapshotAsync()).RowsAsync(null, ((ColumnPath)"part").EqualTo("both"))).Where(row => row[0] == '6'));
    }

    [Fact]
    public async Task A_row_that_each_side_moved_to_another_partition_conflicts_in_that_cell()
    {
        var sides = await DividedAsync(key: "id", "none");
        await MoveAsync(sides.Ours, 1, "o");
        await MoveAsync(sides.Theirs, 1, "t");
        await MoveAsync(sides.Theirs, 2, "t");
        var conflict = Assert.Single((await sides.MergeAsync()).Conflicts);
        Assert.Equal((TableMergeConflictKind.Cell, "[1]", "part"), (conflict.Kind, conflict.Key, conflict.Column));
        await sides.MergeAsync(_ => MergeDecision.Theirs);
        Assert.Equal(["1|t", "2|t"], await sides.RowsAsync());
    }

    [Fact]
    public async Task A_partition_column_that_ours_renamed_divides_what_theirs_wrote()
    {
        var sides = await DividedAsync(key: "id", "name");
        await sides.Ours.ChangeAsync(new RenameColumn("part", "region"));
        await MoveAsync(sides.Theirs, 1, "t");
        await PartAsync(sides.Theirs, (5, "t"));
        await sides.MergeAsync();
        var merged = await sides.Ours.SnapshotAsync();
        Assert.Equal(["region"], merged.PartitionColumns);
        Assert.Equal(["1|t", "5|t"], (await merged.RowsAsync(null, ((ColumnPath)"region").EqualTo("t"))).Order());
        var mirror = sides.Mirror();
        await mirror.CommitAsync(sides.Base, await mirror.Ours.SnapshotAsync(), await sides.Ours.SnapshotAsync(2));
        Assert.Equal(["region"], (await mirror.Ours.SnapshotAsync()).PartitionColumns);
        Assert.Equal(["1|t", "2|b", "5|t"], await mirror.RowsAsync());
    }

    [Theory]
    [InlineData("id", true)]
    [InlineData("id", false)]
    [InlineData("name", true)]
    [InlineData("name", false)]
    public async Task A_column_that_one_side_renamed_keeps_the_rows_that_the_other_wrote(string mode, bool byRow)
    {
        foreach (var oursRenames in new[] { true, false })
        {
            var sides = await TwoSides.Of(key: byRow ? "id" : null, properties: new Dictionary<string, string> { ["delta.columnMapping.mode"] = mode });
            var (renames, writes) = oursRenames ? (sides.Ours, sides.Theirs) : (sides.Theirs, sides.Ours);
            await renames.ChangeAsync(new RenameColumn("name", "title"));
            await AppendAsync(writes, 7, "w");
            await SetAsync(writes, 1, "w");
            await renames.UpsertAsync(Stream(Batch(("id", Longs(byRow ? 1 : 2)), ("title", Strings(byRow ? "w" : "r")))), ["id"]);
            Assert.Empty((await sides.MergeAsync()).Conflicts);
            Assert.Equal(["id", "title"], (await sides.Ours.SnapshotAsync()).Schema.FieldsList.Select(field => field.Name));
            Assert.Equal(["1|w", byRow ? "2|b" : "2|r", "3|null", "4|a", "5|b", "6|null", "7|w"], await sides.RowsAsync());
        }
    }

    [Fact]
    public async Task Columns_that_both_added_to_a_table_that_finds_them_by_id_are_one_sides_alone()
    {
        foreach (var decision in new[] { MergeDecision.Ours, MergeDecision.Theirs })
        {
            var sides = await TwoSides.Of(properties: new Dictionary<string, string> { ["delta.columnMapping.mode"] = "id" });
            await sides.Ours.ChangeAsync(new AddColumns(new NewColumn(new Field("o", StringType.Default, true))));
            await sides.Ours.AppendAsync(Stream(Batch(("id", Longs(7)), ("name", Strings("x")), ("o", Strings("O")))));
            await sides.Theirs.ChangeAsync(new AddColumns(new NewColumn(new Field("t", StringType.Default, true))));
            await sides.Theirs.AppendAsync(Stream(Batch(("id", Longs(8)), ("name", Strings("y")), ("t", Strings("T")))));
            Assert.Equal(TableMergeConflictKind.Table, Assert.Single((await sides.MergeAsync()).Conflicts).Kind);
            await sides.MergeAsync(_ => decision);
            Assert.Equal(decision == MergeDecision.Ours ? "7|x|O" : "8|y|T", (await sides.RowsAsync())[^1]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Identities_that_one_side_gave_are_not_given_again_and_of_both_conflict(bool oursGave)
    {
        var sides = await IdentitiesAsync();
        await NumberAsync(oursGave ? sides.Ours : sides.Theirs, 20);
        Assert.Empty((await sides.MergeAsync()).Conflicts);
        await NumberAsync(sides.Ours, 30);
        Assert.Equal(["1|10", "2|20", "3|30"], await sides.RowsAsync());

        var both = await IdentitiesAsync();
        await NumberAsync(both.Ours, 20);
        await NumberAsync(both.Theirs, 21);
        await NumberAsync(both.Theirs, 22);
        var conflict = Assert.Single((await both.MergeAsync()).Conflicts);
        Assert.Equal((TableMergeConflictKind.Column, "id"), (conflict.Kind, conflict.Column));
        await both.MergeAsync(_ => MergeDecision.Ours);
        await NumberAsync(both.Ours, 40);
        Assert.Equal("4|40", (await both.RowsAsync())[^1]);
    }

    [Fact]
    public async Task Domains_go_the_way_of_the_side_that_changed_them_and_conflict_where_both_did()
    {
        var sides = await TwoSides.Of(properties: new Dictionary<string, string> { ["delta.enableRowTracking"] = "true" });
        await DomainAsync(sides, isOurs: true, ("mine", "1"), ("both", "o"));
        await DomainAsync(sides, isOurs: false, ("other", "2"), ("both", "t"));
        var conflict = Assert.Single((await sides.MergeAsync()).Conflicts);
        Assert.Equal((TableMergeConflictKind.Domain, "both", null, "o", "t"), (conflict.Kind, conflict.Column, conflict.Base, conflict.Ours, conflict.Theirs));
        await sides.MergeAsync(_ => MergeDecision.Theirs);
        var domains = (await sides.Ours.SnapshotAsync()).Domains;
        Assert.Equal(("1", "2", "t"), (domains["mine"].Configuration, domains["other"].Configuration, domains["both"].Configuration));
    }

    [Fact]
    public async Task Rows_that_break_a_constraint_of_the_other_side_conflict()
    {
        var sides = await TwoSides.Of();
        await AppendAsync(sides.Ours, -1, "x");
        await sides.Theirs.ChangeAsync(new AddConstraint("positive", "id > 0"));
        var conflict = Assert.Single((await sides.MergeAsync()).Conflicts);
        Assert.Equal(TableMergeConflictKind.Table, conflict.Kind);
        Assert.Contains("positive", conflict.Reason, StringComparison.Ordinal);
        await sides.MergeAsync(_ => MergeDecision.Theirs);
        Assert.Equal(["1|a", "2|b", "3|null", "4|a", "5|b", "6|null"], await sides.RowsAsync());
    }

    [Fact]
    public async Task Cells_of_both_sides_that_break_a_constraint_together_conflict()
    {
        var store = new FaultyStore();
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default), ("low", Int64Type.Default), ("high", Int64Type.Default)), new CreateOptions
        {
            Properties = new Dictionary<string, string> { ["lakeversion.key"] = "id" },
        });
        await table.ChangeAsync(new AddConstraint("ordered", "low <= high"));
        await table.AppendAsync(Stream(Batch(("id", Longs(1)), ("low", Longs(1)), ("high", Longs(9)))));
        var sides = TwoSides.Of(await table.SnapshotAsync(), store);
        await sides.Ours.UpsertAsync(Stream(Batch(("id", Longs(1)), ("low", Longs(6)))), ["id"], new UpsertOptions { NotMatched = [] });
        await sides.Theirs.UpsertAsync(Stream(Batch(("id", Longs(1)), ("high", Longs(4)))), ["id"], new UpsertOptions { NotMatched = [] });
        var conflict = Assert.Single((await sides.MergeAsync()).Conflicts);
        Assert.Equal(TableMergeConflictKind.Table, conflict.Kind);
        Assert.Contains("ordered", conflict.Reason, StringComparison.Ordinal);
        await sides.MergeAsync(_ => MergeDecision.Theirs);
        Assert.Equal(["1|1|4"], await sides.RowsAsync());
    }

    // The rows 1|a and 2|b, each in a partition of its own.
    private static async Task<TwoSides> DividedAsync(string? key, string mode)
    {
        var (store, properties) = (new FaultyStore(), new Dictionary<string, string>());
        if (mode != "none")
        {
            properties["delta.columnMapping.mode"] = mode;
        }

        if (key is not null)
        {
            properties["lakeversion.key"] = key;
        }

        var table = await DeltaTable.CreateAsync(
            store, Context, Schema(("id", Int64Type.Default), ("part", StringType.Default)), new CreateOptions { PartitionColumns = ["part"], Properties = properties });
        await PartAsync(table, (1, "a"), (2, "b"));
        return TwoSides.Of(await table.SnapshotAsync(), store);
    }

    private static async Task PartAsync(DeltaTable table, params (long Id, string Part)[] rows) =>
        await table.AppendAsync(Stream(Batch(("id", Longs([.. rows.Select(row => (long?)row.Id)])), ("part", Strings([.. rows.Select(row => row.Part)])))));

    private static async Task MoveAsync(DeltaTable table, long id, string part) =>
        await table.UpsertAsync(Stream(Batch(("id", Longs(id)), ("part", Strings(part)))), ["id"]);

    private static async Task<TwoSides> IdentitiesAsync()
    {
        var store = new FaultyStore();
        var table = await DeltaTable.CreateAsync(store, Context, new Schema(
            [ColumnRules.Identity(new Field("id", Int64Type.Default, true), allowExplicit: false), new Field("x", Int64Type.Default, true)], null));
        await NumberAsync(table, 10);
        return TwoSides.Of(await table.SnapshotAsync(), store);
    }

    private static async Task NumberAsync(DeltaTable table, long x) => await table.AppendAsync(Stream(Batch(("x", Longs(x)))));

    private static async Task DomainAsync(TwoSides sides, bool isOurs, params (string Name, string Text)[] domains)
    {
        var (store, version) = (isOurs ? sides.OursStore : sides.TheirsStore, (await (isOurs ? sides.Ours : sides.Theirs).SnapshotAsync()).Version + 1);
        var lines = domains.Select(domain => $$$"""{"domainMetadata":{"domain":"{{{domain.Name}}}","configuration":"{{{domain.Text}}}","removed":false}}""");
        store[$"_delta_log/{version:D20}.json"] = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines.Prepend("""{"commitInfo":{"operation":"SET"}}""")) + "\n");
    }
}
