using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables;

public sealed class TableTests
{
    private readonly FaultyStore store = new();

    private static Schema IdName => Schema(("id", Int64Type.Default), ("name", StringType.Default));

    [Fact]
    public async Task Appended_rows_are_read_back_at_their_version_and_not_before()
    {
        var table = await DeltaTable.CreateAsync(store, Context, IdName);
        var first = await table.AppendAsync(Stream(Batch(("id", Longs(1, 2, null)), ("name", Strings("a", null, "c")))));
        await table.AppendAsync(Stream(Batch(("name", Strings("d")), ("id", Longs(4)))));

        Assert.Equal(1, first.Version);
        Assert.Empty(await (await table.SnapshotAsync(0)).RowsAsync());
        Assert.Equal(["1|a", "2|null", "null|c"], await (await table.SnapshotAsync(1)).RowsAsync());
        Assert.Equal(["1|a", "2|null", "4|d", "null|c"], (await (await table.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(4, (await table.SnapshotAsync()).RowCount);
    }

    [Fact]
    public async Task Partition_values_of_every_shape_survive_the_round_trip()
    {
        var table = await DeltaTable.CreateAsync(store, Context, IdName, new CreateOptions { PartitionColumns = ["name"] });
        string?[] values = ["plain", null, "a/b", "100%", "x=y", "sp ace", "😈", "é", "..", "q?#", "'\"", "__HIVE_DEFAULT_PARTITION__x"];
        await table.AppendAsync(Stream(Batch(
            ("id", Longs([.. values.Select((_, i) => (long?)i)])), ("name", Strings(values)))));

        var snapshot = await table.SnapshotAsync();
        var expected = values.Select((value, i) => $"{i}|{value ?? "null"}").Order(StringComparer.Ordinal);
        Assert.Equal(expected, (await snapshot.RowsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(values.Length, snapshot.Files.Count);
        Assert.Contains(snapshot.Files, file => file.Path.StartsWith("name=a%252Fb/part-", StringComparison.Ordinal));
        Assert.Contains(snapshot.Files, file => file.Path.StartsWith("name=100%2525/part-", StringComparison.Ordinal));
        Assert.Contains(snapshot.Files, file => file.Path.StartsWith("name=__HIVE_DEFAULT_PARTITION__/part-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_text_in_a_partition_column_is_null()
    {
        var table = await DeltaTable.CreateAsync(store, Context, IdName, new CreateOptions { PartitionColumns = ["name"] });
        await table.AppendAsync(Stream(Batch(("id", Longs(1)), ("name", Strings("")))));
        Assert.Equal(["1|null"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task Files_of_more_partitions_than_may_be_open_are_closed_in_between()
    {
        var table = await DeltaTable.CreateAsync(store, Context, IdName, new CreateOptions { PartitionColumns = ["name"] });
        var ids = Enumerable.Range(0, 300).Select(i => (long?)i).ToArray();
        var names = ids.Select(i => $"p{i % 10}").ToArray();
        await table.AppendAsync(
            Stream(Batch(("id", Longs(ids)), ("name", Strings(names))), Batch(("id", Longs(ids)), ("name", Strings(names)))),
            new AppendOptions { Files = new DataFileOptions { MaxOpenFiles = 3, MaxGatheredBytes = 0 } });

        var snapshot = await table.SnapshotAsync();
        Assert.True(snapshot.Files.Count > 10, "more files than partitions, as three were open at once");
        var rows = await snapshot.RowsAsync();
        Assert.Equal(ids.Concat(ids).Select(i => $"{i}|p{i % 10}").Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_large_write_is_divided_at_the_target_size()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)));
        var random = new System.Random(7);
        var ids = Enumerable.Range(0, 400_000).Select(_ => (long?)random.NextInt64()).ToArray();
        await table.AppendAsync(Stream(Batch(("id", Longs(ids)))), new AppendOptions
        {
            Files = new DataFileOptions { TargetSizeBytes = 1 << 20, Parquet = new() { RowGroupRows = 50_000 } },
        });
        var snapshot = await table.SnapshotAsync();
        Assert.InRange(snapshot.Files.Count, 3, 8);
        Assert.Equal(400_000, snapshot.RowCount);
        Assert.Equal(ids.Select(id => id.ToString()), await snapshot.RowsAsync());
        Assert.All(snapshot.Files, file => Assert.Matches("^part-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}-\\d{5}\\.c000\\.snappy\\.parquet$", file.Path));
    }

    [Fact]
    public async Task An_overwrite_replaces_the_rows_and_old_versions_keep_theirs()
    {
        var table = await DeltaTable.CreateAsync(store, Context, IdName);
        await table.AppendAsync(Stream(Batch(("id", Longs(1)), ("name", Strings("a")))));
        await table.OverwriteAsync(Stream(Batch(("id", Longs(9)), ("name", Strings("z")))));
        Assert.Equal(["9|z"], await (await table.SnapshotAsync()).RowsAsync());
        Assert.Equal(["1|a"], await (await table.SnapshotAsync(1)).RowsAsync());
    }

    [Fact]
    public async Task Another_schema_overwrites_only_by_choice()
    {
        var table = await DeltaTable.CreateAsync(store, Context, IdName);
        var other = Batch(("id", Strings("x")), ("when", Longs(1)));
        await FailsAsync(LakeErrorKind.Invalid, () => table.OverwriteAsync(Stream(other)).AsTask());
        await table.OverwriteAsync(Stream(other), new OverwriteOptions { OverwriteSchema = true });
        Assert.Equal(["x|1"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task A_restored_version_has_the_rows_and_the_schema_of_its_target()
    {
        var table = await DeltaTable.CreateAsync(store, Context, IdName);
        await table.AppendAsync(Stream(Batch(("id", Longs(1)), ("name", Strings("a")))));
        await table.OverwriteAsync(Stream(Batch(("id", Longs(2)), ("extra", Longs(5)))), new OverwriteOptions { MergeSchema = true });
        var result = await table.RestoreAsync(1);

        var snapshot = await table.SnapshotAsync();
        Assert.Equal(3, result.Version);
        Assert.Equal(["1|a"], await snapshot.RowsAsync());
        Assert.Equal(["id", "name"], snapshot.Schema.FieldsList.Select(field => field.Name));
        Assert.True(snapshot.Timestamp > (await table.SnapshotAsync(2)).Timestamp);
    }

    [Fact]
    public async Task A_version_whose_file_is_gone_cannot_be_restored()
    {
        var table = await DeltaTable.CreateAsync(store, Context, IdName);
        await table.AppendAsync(Stream(Batch(("id", Longs(1)), ("name", Strings("a")))));
        await table.OverwriteAsync(Stream(Batch(("id", Longs(2)), ("name", Strings("b")))));
        var file = (await table.SnapshotAsync(1)).Files[0].Path;
        store.Remove(file);
        var e = await FailsAsync(LakeErrorKind.Expired, () => table.RestoreAsync(1).AsTask());
        Assert.Contains(file, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_columns_are_added_only_by_choice_and_read_as_null_before()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)));
        await table.AppendAsync(Stream(Batch(("id", Longs(1)))));
        var wider = Batch(("id", Longs(2)), ("more", Strings("m")));
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(Stream(wider)).AsTask());
        Assert.Contains("'more'", e.Message, StringComparison.Ordinal);

        await table.AppendAsync(Stream(wider), new AppendOptions { MergeSchema = true });
        Assert.Equal(["1|null", "2|m"], (await (await table.SnapshotAsync()).RowsAsync()).Order());
        Assert.Equal(["1"], await (await table.SnapshotAsync(1)).RowsAsync());
    }

    [Fact]
    public async Task Narrower_numbers_are_widened_and_wider_ones_refused_by_column_and_type()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default), ("x", Int32Type.Default)));
        await table.AppendAsync(Stream(Batch(("id", Ints(7)), ("x", Ints(8)))));
        Assert.Equal(["7|8"], await (await table.SnapshotAsync()).RowsAsync());
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(Stream(Batch(("id", Longs(1)), ("x", Longs(1))))).AsTask());
        Assert.Contains("Column 'x' of the table has the type integer, the written one long", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_column_is_told_with_the_name_that_was_meant()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("customer", StringType.Default)));
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(Stream(Batch(("custmer", Strings("a"))))).AsTask());
        Assert.Contains("Did you mean 'customer'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_row_of_a_large_batch_is_named_by_its_number_in_the_batch()
    {
        var schema = new Schema([new Field("id", Int64Type.Default, nullable: false)], null);
        var table = await DeltaTable.CreateAsync(store, Context, schema);
        var rows = Batch(("id", Longs([.. Enumerable.Range(0, 70_000).Select(row => row == 65_600 ? null : (long?)row)])));

        var refusal = await Assert.ThrowsAsync<LakeException>(() => table.AppendAsync(Stream(rows)).AsTask());
        Assert.Contains("row 65600 ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_may_not_be_null_refuses_null()
    {
        var schema = new Schema([new Field("id", Int64Type.Default, false), new Field("name", StringType.Default, true)], null);
        var table = await DeltaTable.CreateAsync(store, Context, schema);
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(Stream(Batch(("id", Longs(1, null))))).AsTask());
        Assert.Contains("'id'", e.Message, StringComparison.Ordinal);
        await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(Stream(Batch(("name", Strings("a"))))).AsTask());
        Assert.Equal(0, (await table.SnapshotAsync()).Version);
    }

    [Fact]
    public async Task A_failed_write_leaves_no_object_behind()
    {
        var table = await DeltaTable.CreateAsync(store, Context, IdName);
        var before = store.Keys.Count();
        await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(
            Stream(Batch(("id", Longs(1)), ("name", Strings("a"))), Batch(("id", Longs(1)), ("nome", Strings("a"))))).AsTask());
        Assert.Equal(before, store.Keys.Count());
    }

    [Fact]
    public async Task A_batch_of_an_application_is_written_once()
    {
        var table = await DeltaTable.CreateAsync(store, Context, IdName);
        var options = new AppendOptions { Application = new ApplicationBatch("job", 5) };
        Assert.False((await table.AppendAsync(Stream(Batch(("id", Longs(1)))), options)).WasApplied);
        Assert.True((await table.AppendAsync(Stream(Batch(("id", Longs(1)))), options)).WasApplied);
        Assert.Equal(1, (await table.SnapshotAsync()).RowCount);
    }

    [Fact]
    public async Task An_append_only_table_takes_rows_and_refuses_to_lose_them()
    {
        var options = new CreateOptions { Properties = new Dictionary<string, string> { ["delta.appendOnly"] = "true" } };
        var table = await DeltaTable.CreateAsync(store, Context, IdName, options);
        await table.AppendAsync(Stream(Batch(("id", Longs(1)))));
        await FailsAsync(LakeErrorKind.Refused, () => table.OverwriteAsync(Stream(Batch(("id", Longs(2))))).AsTask());
        await FailsAsync(LakeErrorKind.Refused, () => table.RestoreAsync(0).AsTask());
        Assert.Contains("appendOnly", (await table.SnapshotAsync()).Protocol.WriterFeatures!);
    }

    [Fact]
    public async Task A_table_is_created_once()
    {
        await DeltaTable.CreateAsync(store, Context, IdName);
        await FailsAsync(LakeErrorKind.Conflict, () => DeltaTable.CreateAsync(store, Context, IdName).AsTask());
    }

    [Fact]
    public async Task Rows_come_in_the_order_of_paths_however_many_files_are_read_ahead()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default)));
        for (var i = 0; i < 12; i++)
        {
            await table.AppendAsync(Stream(Batch(("id", Longs(i, i + 100)))));
        }

        var snapshot = await table.SnapshotAsync();
        var expected = new List<string>();
        foreach (var file in snapshot.Files.OrderBy(file => file.Path, Utf8Order.Comparer))
        {
            var version = await FirstIdAsync(file);
            expected.AddRange([$"{version}", $"{version + 100}"]);
        }

        Assert.Equal(expected, await snapshot.RowsAsync());
    }

    [Fact]
    public async Task History_tells_what_was_done_and_by_whom()
    {
        var table = await DeltaTable.CreateAsync(store, Context, IdName);
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2)))), new AppendOptions { Commit = new() { UserName = "ada", UserMetadata = "why" } });
        var history = await table.HistoryAsync();
        Assert.Equal([1L, 0L], history.Select(entry => entry.Version));
        Assert.Equal(("WRITE", "ada", "why", "Append", "2"), (history[0].Operation, history[0].UserName, history[0].UserMetadata, history[0].Parameters["mode"], history[0].Metrics["numOutputRows"]));
        Assert.Single(await table.HistoryAsync(1));
    }

    private async Task<long> FirstIdAsync(Delta.Actions.AddFile file)
    {
        await using var source = await Context.Parquet.OpenAsync(store, StoreKey.Parse(file.Path), file.Size);
        await foreach (var batch in source.ReadAsync())
        {
            return ((Int64Array)batch.Column(0)).Values[0];
        }

        throw new InvalidOperationException("an empty file");
    }
}
