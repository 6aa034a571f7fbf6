using System.Text;
using Apache.Arrow.Types;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Changes;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Changes;

public sealed class TableChangesTests
{
    private readonly MemoryStore store = new();

    [Fact]
    public async Task Appends_insert_and_overwrites_delete_and_insert_each_at_its_version_and_time()
    {
        var table = await RecordingAsync();
        await table.AppendAsync(Stream(Batch(("id", Longs(3, 4)), ("name", Strings("c", null)))));
        await table.OverwriteAsync(Stream(Batch(("id", Longs(9)), ("name", Strings("z")))));

        var changes = await table.ChangesAsync(1);
        var rows = await RowsAsync(changes);

        Assert.Equal((1L, 3L), (changes.FromVersion, changes.ToVersion));
        Assert.Equal(["id", "name", "_change_type", "_commit_version", "_commit_timestamp"], changes.Schema.FieldsList.Select(field => field.Name));
        var times = new Dictionary<long, string>();
        for (var version = 2; version <= 3; version++)
        {
            times[version] = Scalar.Of((await table.SnapshotAsync(version)).Timestamp).ToString();
        }

        Assert.Equal(
            new[]
            {
                $"3|c|insert|2|{times[2]}", $"4|null|insert|2|{times[2]}", $"1|a|delete|3|{times[3]}", $"2|b|delete|3|{times[3]}",
                $"3|c|delete|3|{times[3]}", $"4|null|delete|3|{times[3]}", $"9|z|insert|3|{times[3]}",
            }.Order(StringComparer.Ordinal),
            rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Columns_and_predicates_take_the_table_s_columns_and_those_of_changes()
    {
        var table = await RecordingAsync();
        await table.AppendAsync(Stream(Batch(("id", Longs(3, 4)), ("name", Strings("c", "d")))));
        var changes = await table.ChangesAsync(1);

        Assert.Equal(["insert", "insert"], await RowsAsync(changes, ["_change_type"]));
        Assert.Equal(["2|4"], await RowsAsync(changes, ["_commit_version", "id"], Predicate.All(new Comparison("id", ComparisonOperator.Greater, Scalar.Of(3L)))));
        Assert.Equal([], await RowsAsync(changes, ["id"], Predicate.All(new Comparison("_change_type", ComparisonOperator.Equal, Scalar.Of("delete")))));
        var e = await FailsAsync(LakeErrorKind.Invalid, () => RowsAsync(changes, ["_change_typ"]));
        Assert.Contains("Did you mean '_change_type'?", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_that_recorded_nothing_do_not_exist_or_are_gone_are_named()
    {
        var table = await RecordingAsync();
        await table.AppendAsync(Stream(Batch(("id", Longs(3)), ("name", Strings("c")))));
        await table.AppendAsync(Stream(Batch(("id", Longs(4)), ("name", Strings("d")))));

        Assert.Contains("version 0 ", (await FailsAsync(LakeErrorKind.NotFound, () => table.ChangesAsync(0).AsTask())).Message);
        Assert.Contains("no version 4; the newest is 3", (await FailsAsync(LakeErrorKind.NotFound, () => table.ChangesAsync(1, 4).AsTask())).Message);
        Assert.Contains("no version 7; the newest is 3", (await FailsAsync(LakeErrorKind.NotFound, () => table.ChangesAsync(7).AsTask())).Message);
        await FailsAsync(LakeErrorKind.Invalid, () => table.ChangesAsync(2, 1).AsTask());
        await FailsAsync(LakeErrorKind.Invalid, () => table.ChangesAsync(-1, 1).AsTask());

        await store.DeleteAsync([LogKeys.Commit(2)]);
        Assert.Contains("version 2 of", (await FailsAsync(LakeErrorKind.NotFound, () => table.ChangesAsync(1).AsTask())).Message);
        await store.DeleteAsync([LogKeys.Commit(1)]);
        Assert.Contains("versions 1 to 2 ", (await FailsAsync(LakeErrorKind.NotFound, () => table.ChangesAsync(1).AsTask())).Message);
    }

    [Fact]
    public async Task Columns_that_came_later_are_null_before()
    {
        var table = await RecordingAsync();
        await table.AppendAsync(Stream(Batch(("id", Longs(3)), ("name", Strings("c")))));
        await table.AppendAsync(
            Stream(Batch(("id", Longs(4)), ("name", Strings("d")), ("more", Longs(7)))), new Writing.AppendOptions { MergeSchema = true });

        Assert.Equal(["3|null", "4|7"], await RowsAsync(await table.ChangesAsync(1), ["id", "more"]));
        Assert.DoesNotContain((await table.ChangesAsync(1, 2)).Schema.FieldsList, field => field.Name == "more");
    }

    [Fact]
    public async Task A_column_that_is_gone_at_the_end_is_refused_with_its_version()
    {
        var table = await RecordingAsync();
        await table.AppendAsync(Stream(Batch(("id", Longs(3)), ("name", Strings("c")))));
        await table.OverwriteAsync(Stream(Batch(("id", Longs(4)))), new Writing.OverwriteOptions { OverwriteSchema = true });

        var e = await FailsAsync(LakeErrorKind.Unsupported, () => table.ChangesAsync(1).AsTask());
        Assert.Contains("in version 1 column 'name' is there, but no longer at the end", e.Message, StringComparison.Ordinal);
        Assert.Equal(["3"], await RowsAsync(await table.ChangesAsync(1, 2), ["id"]));
    }

    [Fact]
    public async Task Times_choose_the_versions_committed_within_them()
    {
        var table = await RecordingAsync();
        await table.AppendAsync(Stream(Batch(("id", Longs(3)), ("name", Strings("c")))));
        await table.AppendAsync(Stream(Batch(("id", Longs(4)), ("name", Strings("d")))));
        var (second, third) = ((await table.SnapshotAsync(2)).Timestamp, (await table.SnapshotAsync(3)).Timestamp);

        Assert.Equal((2L, 3L), Range(await table.ChangesAsync(second)));
        Assert.Equal((3L, 3L), Range(await table.ChangesAsync(second.AddTicks(1))));
        Assert.Equal((2L, 2L), Range(await table.ChangesAsync(second, third.AddTicks(-1))));
        await FailsAsync(LakeErrorKind.NotFound, () => table.ChangesAsync(third.AddDays(1)).AsTask());
        await FailsAsync(LakeErrorKind.Invalid, () => table.ChangesAsync(third, second).AsTask());

        static (long From, long To) Range(TableChanges changes) => (changes.FromVersion, changes.ToVersion);
    }

    [Fact]
    public async Task Changes_are_told_across_a_new_name_of_a_column_that_files_are_divided_by()
    {
        var properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true", ["delta.columnMapping.mode"] = "name" };
        var table = await DeltaTable.CreateAsync(
            store, Context, Schema(("id", Int64Type.Default), ("part", StringType.Default)), new CreateOptions { PartitionColumns = ["part"], Properties = properties });
        await table.AppendAsync(Stream(Batch(("id", Longs(1)), ("part", Strings("a")))));
        await table.ChangeAsync(new RenameColumn(ColumnPath.Of("part"), "region"));
        await table.AppendAsync(Stream(Batch(("id", Longs(2)), ("region", Strings("b")))));
        Assert.Equal(["1|a|insert", "2|b|insert"], await RowsAsync(await table.ChangesAsync(0), ["id", "region", "_change_type"]));
    }

    // Version 0 has two rows; version 1 begins to record changes. Writers bound to it still only add and remove files.
    private async Task<DeltaTable> RecordingAsync()
    {
        var table = await DeltaTable.CreateAsync(
            store, Context, Schema(("id", Int64Type.Default), ("name", StringType.Default)), null, Stream(Batch(("id", Longs(1, 2)), ("name", Strings("a", "b")))));
        var time = (await table.SnapshotAsync()).Timestamp.ToUnixTimeMilliseconds() + 1;
        var lines = Encoding.UTF8.GetString((await store.GetAsync(LogKeys.Commit(0)))!.Value.Span).Split('\n');
        var metadata = lines.Single(line => line.StartsWith("{\"metaData\"", StringComparison.Ordinal))
            .Replace("\"configuration\":{", "\"configuration\":{\"delta.enableChangeDataFeed\":\"true\",", StringComparison.Ordinal);
        var commit = $$$"""
            {"commitInfo":{"inCommitTimestamp":{{{time}}},"operation":"SET TBLPROPERTIES"}}
            {"protocol":{"minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["inCommitTimestamp","changeDataFeed"]}}
            {{{metadata}}}
            """;
        await store.CreateAsync(LogKeys.Commit(1), Encoding.UTF8.GetBytes(commit));
        return table;
    }

    private static async Task<List<string>> RowsAsync(TableChanges changes, IReadOnlyList<string>? columns = null, Predicate? predicate = null)
    {
        var rows = new List<string>();
        await foreach (var batch in changes.ReadAsync(columns, predicate))
        {
            rows.AddRange(Cells.Rows(batch));
        }

        return rows;
    }
}
