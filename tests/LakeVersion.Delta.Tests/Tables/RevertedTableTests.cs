using Apache.Arrow.Types;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables;

/// <summary>Rows that a revert brings back meet a table that may have changed since.</summary>
public sealed class RevertedTableTests
{
    [Fact]
    public async Task Rows_that_came_back_are_read_with_new_columns_and_wider_types()
    {
        var table = await DeletedAsync();
        await table.ChangeAsync(new AlterColumn("x") { Type = Int64Type.Default });
        await table.AppendAsync(Stream(Batch(("x", Longs(9)), ("y", Longs(3)))), new AppendOptions { MergeSchema = true });
        await RevertAsync(table);
        Assert.Equal(["-1|null", "9|3"], (await (await table.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rows_do_not_come_back_past_a_constraint_that_was_added_since()
    {
        var table = await DeletedAsync();
        await table.ChangeAsync(new AddConstraint("positive", "x > 0"));
        var e = await FailsAsync(LakeErrorKind.Conflict, () => RevertAsync(table));
        Assert.Contains("constraint 'positive'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_do_not_come_back_as_values_of_another_type()
    {
        var table = await DeletedAsync();
        await table.OverwriteAsync(Stream(Batch(("x", Strings("a")))), new OverwriteOptions { OverwriteSchema = true });
        var e = await FailsAsync(LakeErrorKind.Conflict, () => RevertAsync(table));
        Assert.Contains("column 'x'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_do_not_come_back_into_other_partitions()
    {
        var table = await DeletedAsync();
        await table.OverwriteAsync(Stream(Batch(("x", Ints(1)), ("y", Ints(1)))), new OverwriteOptions { OverwriteSchema = true, PartitionColumns = ["x"] });
        var e = await FailsAsync(LakeErrorKind.Conflict, () => RevertAsync(table));
        Assert.Contains("divided by other columns (x)", e.Message, StringComparison.Ordinal);
    }

    // Version 1 has a row, version 2 deletes it with its file.
    private static async Task<DeltaTable> DeletedAsync()
    {
        var properties = new Dictionary<string, string> { ["delta.enableTypeWidening"] = "true" };
        var table = await DeltaTable.CreateAsync(new MemoryStore(), Context, Schema(("x", Int32Type.Default)), new CreateOptions { Properties = properties });
        await table.AppendAsync(Stream(Batch(("x", Ints(-1)))));
        await table.DeleteAsync(ColumnPath.Of("x").EqualTo(-1L));
        return table;
    }

    private static async Task RevertAsync(DeltaTable table)
    {
        var (before, after, current) = (await table.SnapshotAsync(1), await table.SnapshotAsync(2), await table.SnapshotAsync());
        await table.CommitAsync(new TableReverter(Context).Prepare(current, before, after, new CommitOptions()));
    }
}
