using Apache.Arrow.Types;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Editing;

public sealed class DeleteRowsTests
{
    private static readonly ColumnPath Id = "id";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_that_pass_are_gone_and_older_versions_keep_them(bool vectors)
    {
        var (store, table) = await TableAsync(vectors);
        var result = await table.DeleteAsync(Id.In(2, 5, 6));
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["1|a", "3|null", "4|a"], (await snapshot.RowsAsync()).Order());
        Assert.Equal(6, (await (await table.SnapshotAsync(2)).RowsAsync()).Count);
        Assert.Equal(3, snapshot.RowCount);
        Assert.Equal("3", result.Metrics["numDeletedRows"]);
        Assert.Equal(vectors ? "0" : "3", result.Metrics["numCopiedRows"]);
        Assert.Equal("DELETE", snapshot.Info!.Operation);
        Assert.Equal(vectors ? 1 : 0, store.Keys.Count(key => key.EndsWith(".bin", StringComparison.Ordinal)));
        Assert.Equal(vectors ? 2 : 0, snapshot.Files.Count(file => file.DeletionVector is not null));
    }

    [Fact]
    public async Task Vectors_of_a_file_are_joined_until_no_row_is_left()
    {
        var (_, table) = await TableAsync(vectors: true);
        await table.DeleteAsync(Id.EqualTo(1));
        await table.DeleteAsync(Id.EqualTo(3));
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["2|b", "4|a", "5|b", "6|null"], (await snapshot.RowsAsync()).Order());
        var marked = Assert.Single(snapshot.Files, file => file.DeletionVector is not null);
        Assert.Equal((2, 3), (marked.DeletionVector!.Cardinality, marked.RowCount));
        Assert.Contains("\"tightBounds\":false", marked.Stats, StringComparison.Ordinal);
        Assert.Contains("\"minValues\":{\"id\":1", marked.Stats, StringComparison.Ordinal);

        var result = await table.DeleteAsync(Id.EqualTo(2));
        Assert.Equal("1", result.Metrics["numDeletionVectorsRemoved"]);
        Assert.Equal("1", result.Metrics["numRemovedFiles"]);
        Assert.Single((await table.SnapshotAsync()).Files);
    }

    [Fact]
    public async Task A_file_of_which_all_rows_pass_by_its_statistics_or_partition_is_not_opened()
    {
        var store = new FaultyStore();
        var table = await DeltaTable.CreateAsync(
            store, Context, Schema(("id", Int64Type.Default), ("part", StringType.Default)), new CreateOptions { PartitionColumns = ["part"] });
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2, 3, 4)), ("part", Strings("x", "x", "y", null)))));
        foreach (var file in (await table.SnapshotAsync()).Files)
        {
            store[Uri.UnescapeDataString(file.Path)] = [0];
        }

        Assert.Equal("2", (await table.DeleteAsync(((ColumnPath)"part").EqualTo("x"))).Metrics["numDeletedRows"]);
        Assert.Equal("1", (await table.DeleteAsync(((ColumnPath)"part").IsNull())).Metrics["numDeletedRows"]);
        Assert.Equal("1", (await table.DeleteAsync(Id.AtLeast(3))).Metrics["numDeletedRows"]);
        Assert.Empty((await table.SnapshotAsync()).Files);
    }

    [Fact]
    public async Task Nulls_keep_a_file_from_being_removed_unread()
    {
        var (_, table) = await TableAsync(vectors: false);
        // Unknown for the null, so that row stays.
        Assert.Equal("2", (await table.DeleteAsync(((ColumnPath)"name").AtLeast(Scalar.Of("a")) & Id.AtMost(3))).Metrics["numDeletedRows"]);
        Assert.Equal(["3|null", "4|a", "5|b", "6|null"], (await (await table.SnapshotAsync()).RowsAsync()).Order());
    }

    [Fact]
    public async Task Without_a_row_that_passes_no_version_is_made()
    {
        var (_, table) = await TableAsync(vectors: true);
        var result = await table.DeleteAsync(Id.EqualTo(77));
        Assert.Equal((2, true), (result.Version, result.IsUnchanged));
        Assert.Equal(2, (await table.SnapshotAsync()).Version);
    }

    [Fact]
    public async Task All_rows_go_without_a_predicate()
    {
        var (_, table) = await TableAsync(vectors: true);
        Assert.Equal("6", (await table.DeleteAsync(null)).Metrics["numDeletedRows"]);
        Assert.Empty((await table.SnapshotAsync()).Files);
    }

    [Fact]
    public async Task What_cannot_be_deleted_says_why()
    {
        var (_, table) = await TableAsync(vectors: false);
        var fault = await FailsAsync(LakeErrorKind.Invalid, async () => await table.DeleteAsync(((ColumnPath)"nmae").EqualTo("a")));
        Assert.Contains("'name'", fault.Message, StringComparison.Ordinal);
        var options = new CreateOptions { Properties = new Dictionary<string, string> { ["delta.appendOnly"] = "true" } };
        var closed = await DeltaTable.CreateAsync(new FaultyStore(), Context, Schema(("id", Int64Type.Default)), options);
        await FailsAsync(LakeErrorKind.Refused, async () => await closed.DeleteAsync(null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_deletions_of_one_file_conflict_and_of_two_files_do_not(bool vectors)
    {
        var (store, table) = await TableAsync(vectors);
        var snapshot = await table.SnapshotAsync();
        async Task<DeltaTransaction> DeleteAsync(long id) => await new DeleteRows(Id.EqualTo(id)).PrepareAsync(store, Context, snapshot, default);
        var (mine, same, other) = (await DeleteAsync(1), await DeleteAsync(2), await DeleteAsync(5));
        await table.CommitAsync(mine);
        var conflict = await Assert.ThrowsAsync<TableConflictException>(async () => await table.CommitAsync(same));
        Assert.Contains(conflict.Conflicts, found => found.Rule == TableConflictRule.FileRemovedByBoth);
        await table.CommitAsync(other);
        Assert.Equal(["2|b", "3|null", "4|a", "6|null"], (await (await table.SnapshotAsync()).RowsAsync()).Order());
    }

    [Fact]
    public async Task Rows_that_another_added_meanwhile_and_that_pass_conflict()
    {
        var (store, table) = await TableAsync(vectors: true);
        var mine = await new DeleteRows(Id.AtMost(2)).PrepareAsync(store, Context, await table.SnapshotAsync(), default);
        await table.AppendAsync(Stream(Batch(("id", Longs(9)), ("name", Strings("z")))));
        var again = await new DeleteRows(Id.AtMost(2)).PrepareAsync(store, Context, await table.SnapshotAsync(), default);
        await table.CommitAsync(mine);
        Assert.NotNull(again);

        var late = await new DeleteRows(Id.AtMost(4)).PrepareAsync(store, Context, await table.SnapshotAsync(), default);
        await table.AppendAsync(Stream(Batch(("id", Longs(0)), ("name", Strings("z")))));
        var conflict = await Assert.ThrowsAsync<TableConflictException>(async () => await table.CommitAsync(late));
        Assert.Equal(TableConflictRule.ConcurrentAppend, Assert.Single(conflict.Conflicts).Rule);
    }

    // Two files: ids 1 to 3 and 4 to 6, with names a, b and null.
    internal static async Task<(FaultyStore Store, DeltaTable Table)> TableAsync(bool vectors, bool feed = false)
    {
        var store = new FaultyStore();
        var options = new CreateOptions
        {
            Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = vectors ? "true" : "false", ["delta.enableChangeDataFeed"] = feed ? "true" : "false" },
        };
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default), ("name", StringType.Default)), options);
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2, 3)), ("name", Strings("a", "b", null)))));
        await table.AppendAsync(Stream(Batch(("id", Longs(4, 5, 6)), ("name", Strings("a", "b", null)))));
        return (store, table);
    }
}
