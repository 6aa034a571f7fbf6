using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Rows.Expressions;
using static LakeVersion.Delta.Tests.Merging.TableMergerTests;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Merging;

/// <summary>Merges where the sides changed columns, rules and properties that count on one another.</summary>
public sealed class DefinitionMergeTests
{
    private static readonly Dictionary<string, string> Mapped = new() { ["delta.columnMapping.mode"] = "name" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row_tracking_that_theirs_turned_on_gives_ids_to_all_rows(bool decided)
    {
        var sides = await TwoSides.Of(vectors: false, key: decided ? null : "id");
        await SetAsync(sides.Theirs, 1, "t");
        await sides.Theirs.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["delta.enableRowTracking"] = "true" } });
        if (decided)
        {
            await SetAsync(sides.Theirs, 5, "t");
            await SetAsync(sides.Ours, 5, "o");
        }
        else
        {
            await AppendAsync(sides.Ours, 7, "x");
        }

        await sides.MergeAsync(decided ? _ => MergeDecision.Theirs : null);
        var merged = await sides.Ours.SnapshotAsync();
        var rows = await StoredIds.ReadAsync(sides.OursStore, merged, "id");
        Assert.Equal(decided ? 6 : 7, rows.Select(row => row.Id).Distinct().Count());
        await SetAsync(sides.Ours, 4, "later");
        var later = await StoredIds.ReadAsync(sides.OursStore, await sides.Ours.SnapshotAsync(), "id");
        Assert.Equal(rows.Select(row => (row.Cell, row.Id)).Order(), later.Select(row => (row.Cell, row.Id)).Order());
    }

    [Fact]
    public async Task Row_tracking_that_theirs_turned_on_conflicts_where_rows_decide()
    {
        var sides = await TwoSides.Of(key: "id");
        await sides.Theirs.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["delta.enableRowTracking"] = "true" } });
        await SetAsync(sides.Theirs, 1, "t");
        await SetAsync(sides.Ours, 1, "o");
        var conflict = Assert.Single((await sides.MergeAsync()).Conflicts);
        Assert.Equal(TableMergeConflictKind.Table, conflict.Kind);
        Assert.Contains("delta.enableRowTracking", conflict.Reason, StringComparison.Ordinal);

        // As advised.
        await sides.Ours.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["delta.enableRowTracking"] = "true" } });
        Assert.Equal(TableMergeConflictKind.Cell, Assert.Single((await sides.MergeAsync()).Conflicts).Kind);
        await sides.MergeAsync(_ => MergeDecision.Theirs);
        Assert.Equal(["1|t", "2|b", "3|null", "4|a", "5|b", "6|null"], await sides.RowsAsync());
        var rows = await StoredIds.ReadAsync(sides.OursStore, await sides.Ours.SnapshotAsync(), "id");
        Assert.Equal(6, rows.Select(row => row.Id).Distinct().Count());
    }

    [Fact]
    public async Task The_whole_table_of_theirs_brings_how_its_files_name_columns()
    {
        var sides = await TwoSides.Of(vectors: false);
        await sides.Theirs.ChangeAsync(new SetProperties { Properties = Mapped });
        await sides.Theirs.ChangeAsync(new RenameColumn("name", "title"));
        await SetAsync(sides.Ours, 1, "o");
        await sides.Theirs.DeleteAsync(((ColumnPath)"id").EqualTo(1));
        await sides.Theirs.ChangeAsync(new AddColumns(new NewColumn(new Field("t", Int64Type.Default, true))));
        await sides.Theirs.AppendAsync(Stream(Batch(("id", Longs(8)), ("title", Strings("y")), ("t", Longs(5)))));
        await sides.MergeAsync(_ => MergeDecision.Theirs);
        Assert.Equal(["2|b|null", "3|null|null", "4|a|null", "5|b|null", "6|null|null", "8|y|5"], await sides.RowsAsync());
        var merged = await sides.Ours.SnapshotAsync();
        Assert.Equal(("name", "3"), (merged.Properties["delta.columnMapping.mode"], merged.Properties["delta.columnMapping.maxColumnId"]));
    }

    [Fact]
    public async Task An_append_only_table_takes_rows_of_one_key_that_both_brought_alike_and_asks_about_others()
    {
        async Task<TwoSides> Sides(string theirs)
        {
            var sides = await TwoSides.Of(key: "id", properties: new Dictionary<string, string> { ["delta.appendOnly"] = "true" });
            await AppendAsync(sides.Ours, 7, "x");
            await AppendAsync(sides.Theirs, 7, theirs);
            await AppendAsync(sides.Theirs, 8, "y");
            return sides;
        }

        var alike = await Sides("x");
        Assert.Empty((await alike.MergeAsync()).Conflicts);
        Assert.Equal(["7|x", "8|y"], (await alike.RowsAsync()).Skip(6));
        var different = await Sides("z");
        Assert.Equal(TableMergeConflictKind.Cell, Assert.Single((await different.MergeAsync()).Conflicts).Kind);
        var conflict = Assert.Single((await different.MergeAsync(conflict => conflict.Kind == TableMergeConflictKind.Cell ? MergeDecision.Theirs : null)).Conflicts);
        Assert.Equal(TableMergeConflictKind.Table, conflict.Kind);
        Assert.Contains("append-only", conflict.Reason, StringComparison.Ordinal);
        await different.MergeAsync(_ => MergeDecision.Ours);
        Assert.Equal(["7|x", "8|y"], (await different.RowsAsync()).Skip(6));
    }

    [Fact]
    public async Task A_new_row_with_the_key_of_an_old_one_is_not_lost_in_an_append_only_table()
    {
        var sides = await TwoSides.Of(key: "id", properties: new Dictionary<string, string> { ["delta.appendOnly"] = "true" });
        await AppendAsync(sides.Ours, 7, "x");
        await AppendAsync(sides.Theirs, 7, "x");
        await AppendAsync(sides.Theirs, 1, "again");
        Assert.Contains("append-only", Assert.Single((await sides.MergeAsync()).Conflicts).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_column_that_one_side_dropped_and_the_other_changed_goes_any_way(bool oursDropped)
    {
        foreach (var (decision, left) in new[]
        {
            (MergeDecision.Base, "name"), (oursDropped ? MergeDecision.Theirs : MergeDecision.Ours, "title"), (oursDropped ? MergeDecision.Ours : MergeDecision.Theirs, null),
        })
        {
            var sides = await TwoSides.Of(properties: Mapped);
            var (drops, renames) = oursDropped ? (sides.Ours, sides.Theirs) : (sides.Theirs, sides.Ours);
            await drops.ChangeAsync(new DropColumns("name"));
            await renames.ChangeAsync(new RenameColumn("name", "title"));
            Assert.Equal(TableMergeConflictKind.Column, Assert.Single((await sides.MergeAsync()).Conflicts).Kind);
            await sides.MergeAsync(_ => decision);
            var merged = await sides.Ours.SnapshotAsync();
            Assert.Equal(left is null ? ["id"] : ["id", left], merged.Schema.FieldsList.Select(field => field.Name));
            Assert.Equal(left is null ? "1" : "1|a", (await sides.RowsAsync())[0]);
        }
    }

    [Theory]
    [InlineData("constraint", true)]
    [InlineData("constraint", false)]
    [InlineData("key", true)]
    [InlineData("key", false)]
    public async Task A_rule_of_one_side_whose_column_the_other_renamed_conflicts_and_names_it(string rule, bool oursHasIt)
    {
        var sides = await TwoSides.Of(properties: Mapped);
        var (has, renames) = oursHasIt ? (sides.Ours, sides.Theirs) : (sides.Theirs, sides.Ours);
        ITableChange change = rule == "key" ? new SetKey(["id"]) : new AddConstraint("positive", "id > 0");
        await has.ChangeAsync(change);
        await renames.ChangeAsync(new RenameColumn("id", "number"));
        await renames.ChangeAsync(new AddColumns(new NewColumn(new Field("id", Int64Type.Default, true)))); // a name that means another column now
        var conflict = Assert.Single((await sides.MergeAsync()).Conflicts);
        Assert.Equal(TableMergeConflictKind.Table, conflict.Kind);
        Assert.Contains("column 'id'", conflict.Reason, StringComparison.Ordinal);
        await sides.MergeAsync(_ => MergeDecision.Theirs);
        Assert.Equal((await sides.Theirs.SnapshotAsync()).Schema.FieldsList.Select(field => field.Name), (await sides.Ours.SnapshotAsync()).Schema.FieldsList.Select(field => field.Name));
    }

    [Fact]
    public async Task A_constraint_on_a_field_that_the_other_side_dropped_conflicts()
    {
        var sides = await TwoSides.Of(properties: Mapped);
        await sides.Ours.ChangeAsync(new AddConstraint("named", "name is not null or id > 2"));
        await sides.Theirs.ChangeAsync(new DropColumns("name"));
        var reason = Assert.Single((await sides.MergeAsync()).Conflicts).Reason;
        Assert.Contains("delta.constraints.named", reason, StringComparison.Ordinal);
    }
}
