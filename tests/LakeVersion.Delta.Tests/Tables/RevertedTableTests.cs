using Apache.Arrow.Types;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;
using static LakeVersion.Delta.Tests.Support.HandTable;

namespace LakeVersion.Delta.Tests.Tables;

/// <summary>A merge from a version back to the one before takes back what it did: rows that come back meet a table that may have changed since.</summary>
public sealed class RevertedTableTests
{
    [Fact]
    public async Task Rows_that_came_back_are_read_with_new_columns_and_wider_types()
    {
        var table = await DeletedAsync();
        await table.ChangeAsync(new AlterColumn("x") { Type = Int64Type.Default });
        await table.AppendAsync(Stream(Batch(("x", Longs(9)), ("y", Longs(3)))), new AppendOptions { MergeSchema = true });
        Assert.Empty((await RevertAsync(table)).Conflicts);
        Assert.Equal(["-1|null", "9|3"], (await (await table.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rows_that_came_back_before_and_moved_to_another_file_since_do_not_come_twice()
    {
        var table = await DeletedAsync();
        await table.RestoreAsync(1);
        await table.AppendAsync(Stream(Batch(("x", Ints(5)))));
        await table.OptimizeAsync();
        Assert.Equal(TableMergeConflictKind.Files, Assert.Single((await RevertAsync(table)).Conflicts).Kind);
        Assert.Equal(["-1", "5"], (await (await table.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rows_do_not_come_back_past_a_constraint_that_was_added_since()
    {
        var table = await DeletedAsync();
        await table.ChangeAsync(new AddConstraint("positive", "x > 0"));
        Assert.Contains("positive", Assert.Single((await RevertAsync(table)).Conflicts).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_do_not_come_back_as_values_of_another_type()
    {
        var table = await DeletedAsync();
        await table.OverwriteAsync(Stream(Batch(("x", Strings("a")))), new OverwriteOptions { OverwriteSchema = true });
        Assert.Contains("x", Assert.Single((await RevertAsync(table)).Conflicts).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_do_not_come_back_into_other_partitions()
    {
        var table = await DeletedAsync();
        await table.OverwriteAsync(Stream(Batch(("x", Ints(1)), ("y", Ints(1)))), new OverwriteOptions { OverwriteSchema = true, PartitionColumns = ["x"] });
        Assert.Contains("divided the table by other columns", Assert.Single((await RevertAsync(table)).Conflicts).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_comes_back_with_its_vector_unless_rows_of_it_were_deleted_since()
    {
        var hand = new HandTable(Struct(Field("id", "long")), "deletionVectors");
        await hand.AddAsync("f.parquet", Batch(("id", Longs(0, 1, 2))), vector: Vectors.Inline(1));
        var before = await hand.OpenAsync();
        var table = await DeltaTable.OpenAsync(hand.Store, Context);
        await table.OverwriteAsync(AsyncEnumerable.Empty<Apache.Arrow.RecordBatch>());
        var after = await table.SnapshotAsync();
        Assert.Empty(await after.RowsAsync());
        await RevertAsync(table, before, after);
        var back = await table.SnapshotAsync();
        Assert.Equal(["0", "2"], await back.RowsAsync());

        var file = Assert.Single(back.Files);
        await table.CommitAsync(new DeltaTransaction
        {
            ReadSnapshot = back,
            Reads = TransactionReads.Table,
            Actions = [file with { DeletionVector = Vectors.Inline(1, 2) }, RemoveFile.Of(file, DateTimeOffset.UnixEpoch)],
            Info = new CommitInfo { Operation = "DELETE", TxnId = "other" },
            Isolation = IsolationLevel.Serializable,
        });
        Assert.Equal(["0"], await (await table.SnapshotAsync()).RowsAsync());
        Assert.Equal(TableMergeConflictKind.Files, Assert.Single((await RevertAsync(table, before, after)).Conflicts).Kind);
        Assert.Equal(["0"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task Columns_are_not_narrowed_under_rows_that_came_since()
    {
        var table = await DeltaTable.CreateAsync(new MemoryStore(), Context, Schema(("id", Int64Type.Default)), new CreateOptions());
        await table.ChangeAsync(new AlterColumn("id") { Nullable = false });
        await table.ChangeAsync(new AlterColumn("id") { Nullable = true });
        var (before, after) = (await table.SnapshotAsync(1), await table.SnapshotAsync(2));
        await table.AppendAsync(Stream(Batch(("id", Longs((long?)null)))));
        Assert.Contains("id", Assert.Single((await RevertAsync(table, before, after)).Conflicts).Reason, StringComparison.Ordinal);
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

    private static async Task<TableMergeOutcome> RevertAsync(DeltaTable table) =>
        await RevertAsync(table, await table.SnapshotAsync(1), await table.SnapshotAsync(2));

    // The version is what both sides come from, the one before what the other side has.
    private static async Task<TableMergeOutcome> RevertAsync(DeltaTable table, DeltaSnapshot before, DeltaSnapshot after)
    {
        var current = await table.SnapshotAsync();
        var outcome = await new TableMerger(current.Folder, Context).MergeAsync(after, current, before, new TableMergeOptions { Label = "theirs" });
        if (outcome.Transaction is { NeedsCommit: true } change)
        {
            await table.CommitAsync(change);
        }

        return outcome;
    }
}
