using Apache.Arrow.Types;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Conflicts;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Optimizing;

public sealed class OptimizeFilesTests
{
    private readonly FaultyStore store = new();

    [Fact]
    public async Task Small_files_become_one_with_the_same_rows_in_the_same_order()
    {
        var table = await TableAsync();
        await AppendAsync(table, 1, 2);
        await AppendAsync(table, 3);
        await AppendAsync(table, 4, 5, 6);
        var before = await (await table.SnapshotAsync()).RowsAsync();

        var result = await table.OptimizeAsync();

        var after = await table.SnapshotAsync();
        Assert.Equal(4, result.Version);
        Assert.Equal(before, await after.RowsAsync());
        Assert.Single(after.Files);
        Assert.Equal(6, after.RowCount);
        Assert.Equal(("3", "1"), (result.Metrics["numRemovedFiles"], result.Metrics["numAddedFiles"]));
        Assert.Equal(after.Files[0].Size.ToString(), result.Metrics["maxFileSize"]);
        Assert.Equal(before, await (await table.SnapshotAsync(3)).RowsAsync());
    }

    [Fact]
    public async Task The_commit_says_that_no_row_changed_and_is_no_blind_append()
    {
        var table = await TableAsync();
        await AppendAsync(table, 1);
        await AppendAsync(table, 2);
        var version = (await table.OptimizeAsync()).Version;

        var commit = LakeVersion.Delta.Log.ParsedCommit.Parse(version, store[LakeVersion.Delta.Log.LogKeys.Commit(version).Value]);
        Assert.All(commit.Actions<AddFile>(), file => Assert.False(file.DataChange));
        Assert.All(commit.Actions<RemoveFile>(), file => Assert.False(file.DataChange));
        Assert.Equal((1, 2), (commit.Actions<AddFile>().Count(), commit.Actions<RemoveFile>().Count()));
        Assert.Equal(("OPTIMIZE", false), (commit.Info!.Operation, commit.Info.IsBlindAppend));
    }

    [Fact]
    public async Task Nothing_to_do_makes_no_version()
    {
        var table = await TableAsync();
        Assert.True((await table.OptimizeAsync()).IsUnchanged);
        await AppendAsync(table, 1);
        await AppendAsync(table, 2);
        await table.OptimizeAsync();
        var again = await table.OptimizeAsync();
        Assert.Equal((true, 3L), (again.IsUnchanged, again.Version));
        Assert.Equal(3, (await table.SnapshotAsync()).Version);
    }

    [Fact]
    public async Task Files_are_joined_within_their_partition_alone_and_only_where_it_is_asked_for()
    {
        var table = await TableAsync("part");
        for (var i = 0; i < 3; i++)
        {
            await table.AppendAsync(Stream(Batch(("id", Longs(i, 10 + i, 20 + i)), ("part", Strings("a", "b", null)))));
        }

        await table.OptimizeAsync(new OptimizeOptions { Where = ColumnPath.Of("part").EqualTo("a") });
        var snapshot = await table.SnapshotAsync();
        Assert.Equal([("a", 1), ("b", 3), (null, 3)], FilesByPart(snapshot));

        await table.OptimizeAsync();
        snapshot = await table.SnapshotAsync();
        Assert.Equal([("a", 1), ("b", 1), (null, 1)], FilesByPart(snapshot));
        Assert.Equal(
            ["0|a", "10|b", "11|b", "12|b", "1|a", "20|null", "21|null", "22|null", "2|a"],
            (await snapshot.RowsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_test_of_another_column_is_refused_with_the_columns_that_there_are()
    {
        var table = await TableAsync("part");
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.OptimizeAsync(new OptimizeOptions { Where = ColumnPath.Of("id").GreaterThan(3) }).AsTask());
        Assert.Contains("which are part; 'id' is none", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_many_deleted_rows_is_written_anew_without_them_and_one_with_few_is_left()
    {
        var hand = new HandTable(HandTable.Struct(HandTable.Field("id", "long")), "deletionVectors");
        await hand.AddAsync("few.parquet", Batch(("id", Longs([.. Enumerable.Range(0, 100).Select(i => (long?)i)]))), vector: Vectors.Inline(7));
        var commits = await hand.OpenAsync();
        Assert.Equal(99, (await commits.RowsAsync()).Count);
        var table = await DeltaTable.OpenAsync(hand.Store, Context);

        // Without statistics nobody knows that few are deleted.
        Assert.Equal("1", (await table.OptimizeAsync()).Metrics["numDeletionVectorsRemoved"]);
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(99, snapshot.RowCount);
        Assert.DoesNotContain("7", await snapshot.RowsAsync());
        Assert.Null(Assert.Single(snapshot.Files).DeletionVector);
        Assert.True((await table.OptimizeAsync()).IsUnchanged);
    }

    [Fact]
    public void Packing_leaves_large_files_keeps_neighbours_together_and_stays_below_the_target()
    {
        var packing = new FilePacking(100, new OptimizeOptions());
        AddFile[] files = [File("a", 10), File("b", 80), File("c", 40), File("d", 60), File("e", 30), File("f", 74), File("g", 5)];
        Assert.Equal([["a", "c"], ["d", "e"], ["f", "g"]], packing.Groups(files).Select(group => group.Files.Select(file => file.Path)));
    }

    [Fact]
    public void Deleted_rows_count_by_their_share()
    {
        var packing = new FilePacking(100, new OptimizeOptions());
        AddFile few = File("few", 90, rows: 100, deleted: 5), many = File("many", 90, rows: 100, deleted: 6), rest = File("rest", 90, rows: 100, deleted: 50);
        Assert.Empty(packing.Groups([few]));
        Assert.Equal(["many"], Assert.Single(packing.Groups([few, many])).Files.Select(file => file.Path));
        Assert.Equal(["rest", "rest"], Assert.Single(packing.Groups([rest, rest])).Files.Select(file => file.Path));
    }

    [Fact]
    public async Task The_target_size_comes_from_the_tables_property_unless_the_options_say_it()
    {
        var table = await TableAsync(properties: new() { ["delta.targetFileSize"] = "100" });
        await AppendAsync(table, 1);
        await AppendAsync(table, 2);
        Assert.True((await table.OptimizeAsync()).IsUnchanged);
        Assert.False((await table.OptimizeAsync(new OptimizeOptions { Files = new DataFileOptions { TargetSizeBytes = 1 << 20 } })).IsUnchanged);
    }

    [Fact]
    public async Task What_others_append_meanwhile_stays_and_does_not_conflict()
    {
        var table = await TableAsync();
        await AppendAsync(table, 1);
        await AppendAsync(table, 2);
        var staged = await PrepareAsync(table);
        await AppendAsync(table, 3);

        await table.CommitAsync(staged);
        Assert.Equal(["1", "2", "3"], (await (await table.SnapshotAsync()).RowsAsync(["id"])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Files_that_another_removed_meanwhile_are_a_conflict_of_rule_8()
    {
        var table = await TableAsync();
        await AppendAsync(table, 1);
        await AppendAsync(table, 2);
        var staged = await PrepareAsync(table);
        await table.OverwriteAsync(Stream(Batch(("id", Longs(9)), ("part", Strings("z")))));

        var e = await Assert.ThrowsAsync<TableConflictException>(() => table.CommitAsync(staged).AsTask());
        Assert.Equal(TableConflictRule.FileRemovedByBoth, Assert.Single(e.Conflicts).Rule);
        Assert.Equal(["9|z"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task Rows_deleted_by_a_vector_meanwhile_are_a_conflict_either_way()
    {
        var table = await TableAsync(properties: new() { ["delta.enableDeletionVectors"] = "true" });
        await AppendAsync(table, 1, 2);
        await AppendAsync(table, 3, 4);
        var optimize = await PrepareAsync(table);
        var delete = await new DeleteRows(ColumnPath.Of("id").EqualTo(2)).PrepareAsync(store, Context, await table.SnapshotAsync(), default);
        await table.DeleteAsync(ColumnPath.Of("id").EqualTo(1));
        var e = await Assert.ThrowsAsync<TableConflictException>(() => table.CommitAsync(optimize).AsTask());
        Assert.Equal(TableConflictRule.FileRemovedByBoth, Assert.Single(e.Conflicts).Rule);

        await table.OptimizeAsync();
        await Assert.ThrowsAsync<TableConflictException>(() => table.CommitAsync(delete).AsTask());
        Assert.Equal(["2|p", "3|p", "4|p"], (await (await table.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal)); // files of one millisecond have names in any order
    }

    private static AddFile File(string path, long size, long? rows = null, long deleted = 0) => new()
    {
        Path = path,
        Size = size,
        PartitionValues = new Dictionary<string, string?>(),
        ModificationTime = 0,
        DataChange = true,
        Stats = rows is null ? null : $$"""{"numRecords":{{rows}}}""",
        DeletionVector = deleted == 0 ? null : new DeletionVectorDescriptor { StorageType = "i", PathOrInlineDv = "", SizeInBytes = 0, Cardinality = deleted },
    };

    private static IEnumerable<(string?, int)> FilesByPart(DeltaSnapshot snapshot) => snapshot.Files
        .GroupBy(file => file.PartitionValues["part"]).OrderBy(group => group.Key ?? "~", StringComparer.Ordinal).Select(group => (group.Key, group.Count()));

    private static Task AppendAsync(DeltaTable table, params long?[] ids) =>
        table.AppendAsync(Stream(Batch(("id", Longs(ids)), ("part", Strings([.. ids.Select(_ => "p")]))))).AsTask();

    private async Task<DeltaTransaction> PrepareAsync(DeltaTable table) =>
        await new OptimizeFiles().PrepareAsync(store, Context, await table.SnapshotAsync(), default);

    private async Task<DeltaTable> TableAsync(string? partition = null, Dictionary<string, string>? properties = null) => await DeltaTable.CreateAsync(
        store, Context, Schema(("id", Int64Type.Default), ("part", StringType.Default)),
        new CreateOptions { PartitionColumns = partition is null ? [] : [partition], Properties = properties ?? [] });
}
