using Apache.Arrow.Types;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables;

public sealed class PartialOverwriteTests
{
    private static readonly Predicate Small = ColumnPath.Of("id").LessThan(Scalar.Of(10));

    [Theory]
    [InlineData("none", false)]
    [InlineData("name", false)]
    [InlineData("id", true)]
    public async Task Rows_that_pass_are_replaced_and_others_stay_whatever_file_they_are_in(string mode, bool vectors)
    {
        var table = await CreateAsync([], ("delta.columnMapping.mode", mode), ("delta.enableDeletionVectors", vectors ? "true" : "false"));
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2, 30, null)), ("part", Strings("a", "b", "c", "d")))));
        await table.AppendAsync(Stream(Batch(("id", Longs(3)), ("part", Strings("e")))));
        await table.OverwriteAsync(Stream(Batch(("id", Longs(7)), ("part", Strings("new")))), new OverwriteOptions { ReplaceWhere = Small });
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["30|c", "7|new", "null|d"], (await snapshot.RowsAsync()).Order(StringComparer.Ordinal));
        Assert.StartsWith("[\"id ", snapshot.Info!.OperationParameters["predicate"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_rows_that_do_not_pass_are_told_and_nothing_changes()
    {
        var table = await CreateAsync([]);
        await table.AppendAsync(Stream(Batch(("id", Longs(1)), ("part", Strings("a")))));
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.OverwriteAsync(
            Stream(Batch(("id", Longs(1, 20, 30, null)), ("part", Strings("a", "b", "c", "d")))), new OverwriteOptions { ReplaceWhere = Small }).AsTask());
        Assert.Contains("3 new rows", e.Message, StringComparison.Ordinal);
        Assert.Contains("id = 20", e.Message, StringComparison.Ordinal);
        e = await FailsAsync(LakeErrorKind.Invalid, () => table.OverwriteAsync(
            Stream(Batch(("part", Strings("a")))), new OverwriteOptions { ReplaceWhere = Small }).AsTask());
        Assert.Contains("'id'", e.Message, StringComparison.Ordinal);
        await FailsAsync(LakeErrorKind.Invalid, () => table.OverwriteAsync(Stream(), new OverwriteOptions { ReplaceWhere = Small, MergeSchema = true }).AsTask());
        await FailsAsync(LakeErrorKind.Invalid, () => table.OverwriteAsync(Stream(), new OverwriteOptions { ReplaceWhere = ColumnPath.Of("idd").LessThan(Scalar.Of(10)) }).AsTask());
        Assert.Equal(["1|a"], await (await table.SnapshotAsync()).RowsAsync());
        await table.OverwriteAsync(Stream(), new OverwriteOptions { ReplaceWhere = Small });
        Assert.Empty(await (await table.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task The_change_feed_tells_what_was_replaced_and_what_came()
    {
        var table = await CreateAsync([], ("delta.enableChangeDataFeed", "true"));
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 30)), ("part", Strings("a", "b")))));
        await table.OverwriteAsync(Stream(Batch(("id", Longs(5)), ("part", Strings("n")))), new OverwriteOptions { ReplaceWhere = Small });
        var changes = new List<string>();
        await foreach (var batch in (await table.ChangesAsync(2, 2)).ReadAsync())
        {
            changes.AddRange(Cells.Rows(batch).Select(row => string.Join('|', row.Split('|').Take(3))));
        }

        Assert.Equal(["1|a|delete", "5|n|insert"], changes.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("name")]
    public async Task Only_partitions_that_appear_are_replaced_null_among_them(string mode)
    {
        var table = await CreateAsync(["part"], ("delta.columnMapping.mode", mode));
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2, 3, 4)), ("part", Strings("a", "b", null, "a")))));
        await table.OverwriteAsync(Stream(Batch(("id", Longs(10, 11)), ("part", Strings("a", null)))), new OverwriteOptions { DynamicPartitions = true });
        Assert.Equal(["10|a", "11|null", "2|b"], (await (await table.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal));
        Assert.True((await table.OverwriteAsync(Stream(), new OverwriteOptions { DynamicPartitions = true })).IsUnchanged);
        await FailsAsync(LakeErrorKind.Invalid, async () => await (await CreateAsync([])).OverwriteAsync(Stream(), new OverwriteOptions { DynamicPartitions = true }));
    }

    [Fact]
    public async Task Rows_that_others_add_to_what_is_replaced_conflict_and_to_the_rest_not()
    {
        var table = await CreateAsync(["part"]);
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2)), ("part", Strings("a", "b")))));
        foreach (var (other, fits) in (IEnumerable<(string, bool)>)[("c", true), ("a", false)])
        {
            var read = await table.SnapshotAsync();
            var mine = await new TableOverwriter(read.Folder, Context).PrepareAsync(
                read, Stream(Batch(("id", Longs(9)), ("part", Strings("a")))), new OverwriteOptions { DynamicPartitions = true });
            await table.AppendAsync(Stream(Batch(("id", Longs(5)), ("part", Strings(other)))));
            if (fits)
            {
                await table.CommitAsync(mine);
            }
            else
            {
                await Assert.ThrowsAsync<TableConflictException>(() => table.CommitAsync(mine).AsTask());
            }
        }
    }

    private static async Task<DeltaTable> CreateAsync(string[] partitionColumns, params (string Name, string Value)[] properties) => await DeltaTable.CreateAsync(
        new MemoryStore(), Context, Schema(("id", Int64Type.Default), ("part", StringType.Default)),
        new CreateOptions { PartitionColumns = partitionColumns, Properties = properties.ToDictionary(pair => pair.Name, pair => pair.Value) });
}
