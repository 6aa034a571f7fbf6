using Apache.Arrow;
using Apache.Arrow.Types;
using DuckDB.NET.Data;
using LakeVersion.Delta.Converting;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Parquet;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Converting;

public sealed class TableConverterTests
{
    private readonly MemoryStore store = new();

    [Fact]
    public async Task A_folder_of_files_becomes_a_table_with_their_columns_rows_and_statistics()
    {
        await PutAsync("a.parquet", Batch(("id", Longs(1, 2, null)), ("name", Strings("x", null, "y"))), rowGroupRows: 1);
        await PutAsync("sub/b.parquet", Batch(("id", Longs(30)), ("new", Longs(5))));
        await store.PutAsync(StoreKey.Parse("_SUCCESS"), new byte[1]);
        await store.PutAsync(StoreKey.Parse("_tmp/x.txt"), new byte[1]);
        var before = (await store.GetAsync(StoreKey.Parse("a.parquet")))!.Value.ToArray();

        var table = await DeltaTable.ConvertAsync(store, Context);

        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["1|x|null", "2|null|null", "null|y|null", "30|null|5"], await snapshot.RowsAsync());
        Assert.Equal((4, 0, "CONVERT"), (snapshot.RowCount!.Value, snapshot.Version, snapshot.Info!.Operation));
        Assert.Equal(["sub/b.parquet"], snapshot.Prune(ColumnPath.Of("id").GreaterThan(2)).Select(file => file.Path));
        Assert.Contains("\"nullCount\":{\"id\":1,\"name\":1}", snapshot.Files[0].Stats!, StringComparison.Ordinal);
        Assert.Equal(before, (await store.GetAsync(StoreKey.Parse("a.parquet")))!.Value.ToArray());
        await table.AppendAsync(Stream(Batch(("id", Longs(4)))));
        Assert.Equal(5, (await table.SnapshotAsync()).RowCount);
    }

    [Fact]
    public async Task Folders_of_partitions_give_columns_of_the_types_that_are_asked_for()
    {
        await PutAsync("year=2025/part=a%2Fb/x.parquet", Batch(("id", Longs(1))));
        await PutAsync("year=2026/part=__HIVE_DEFAULT_PARTITION__/x.parquet", Batch(("id", Longs(2))));
        var options = new ConvertOptions { Partitioning = Schema(("year", Int32Type.Default), ("part", StringType.Default)) };
        var snapshot = await (await DeltaTable.ConvertAsync(store, Context, options)).SnapshotAsync();
        Assert.Equal(["1|2025|a/b", "2|2026|null"], await snapshot.RowsAsync());
        Assert.Equal(["year", "part"], snapshot.PartitionColumns);
        Assert.Equal("1|2025|a/b", Assert.Single(await snapshot.RowsAsync(predicate: ColumnPath.Of("year").LessThan(2026))));
    }

    [Fact]
    public async Task Without_types_the_columns_of_folders_are_text()
    {
        await PutAsync("year=2025/x.parquet", Batch(("id", Longs(1))));
        var snapshot = await (await DeltaTable.ConvertAsync(store, Context)).SnapshotAsync();
        Assert.Equal(StringType.Default.TypeId, snapshot.Schema.GetFieldByName("year").DataType.TypeId);
    }

    [Fact]
    public async Task What_cannot_become_a_table_is_refused_by_name_and_nothing_is_made()
    {
        await RefusedAsync(LakeErrorKind.NotFound, "no Parquet files");
        await PutAsync("a.parquet", Batch(("id", Longs(1))));
        await PutAsync("b.parquet", Batch(("id", Strings("1"))));
        await RefusedAsync(LakeErrorKind.Invalid, "'id' has the type long in 'a.parquet' and string in 'b.parquet'");
        await PutAsync("b.parquet", Batch(("ID", Longs(1))));
        await RefusedAsync(LakeErrorKind.Invalid, "differs from 'id' of 'a.parquet' in casing");
        await PutAsync("b.parquet", Batch(("u", new UInt32Array.Builder().Append(1).Build())));
        await RefusedAsync(LakeErrorKind.Unsupported, "'u' of 'b.parquet'");
        await store.DeleteAsync([StoreKey.Parse("b.parquet")]);
        await PutAsync("year=1/b.parquet", Batch(("id", Longs(1))));
        await RefusedAsync(LakeErrorKind.Invalid, "'year=1/b.parquet' lies in folders of the columns [year]: expected []");
        await store.DeleteAsync([StoreKey.Parse("a.parquet")]);
        await RefusedAsync(LakeErrorKind.Invalid, "expected date", new ConvertOptions { Partitioning = Schema(("year", Date32Type.Default)) });
        await PutAsync("year=1/b.parquet", Batch(("Year", Longs(1))));
        await RefusedAsync(LakeErrorKind.Unsupported, "folders' names and in files too");
        await store.PutAsync(StoreKey.Parse("readme.md"), new byte[1]);
        await RefusedAsync(LakeErrorKind.Refused, "'readme.md'");
        await store.DeleteAsync([StoreKey.Parse("readme.md"), StoreKey.Parse("year=1/b.parquet")]);
        await store.PutAsync(StoreKey.Parse("c.parquet"), new byte[100]);
        await RefusedAsync(LakeErrorKind.Corrupt, "c.parquet");
    }

    [Fact]
    public async Task A_table_is_not_converted_again()
    {
        await PutAsync("a.parquet", Batch(("id", Longs(1))));
        await DeltaTable.ConvertAsync(store, Context);
        var e = await FailsAsync(LakeErrorKind.Conflict, () => DeltaTable.ConvertAsync(store, Context).AsTask());
        Assert.Contains("holds a Delta table already", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_DuckDB_wrote_by_partitions_are_read_as_DuckDB_reads_them()
    {
        var folder = Directory.CreateTempSubdirectory("convert").FullName;
        try
        {
            using var connection = new DuckDBConnection("DataSource=:memory:");
            connection.Open();
            Run(connection, $"copy (select i as id, i / 8.0 as x, 'n' || i as name, timestamp '2026-01-01' + interval (i) minute as t, i % 3 as part from range(1000) r(i)) to '{folder}' (format parquet, partition_by (part), overwrite_or_ignore)");
            var local = new LocalFolderStore(folder);
            var snapshot = await (await DeltaTable.ConvertAsync(local, Context, new ConvertOptions { Partitioning = Schema(("part", Int64Type.Default)) })).SnapshotAsync();
            Assert.Equal(1000, snapshot.RowCount);
            Assert.Single(snapshot.Prune(ColumnPath.Of("part").EqualTo(1)));
            var expected = Read(connection, $"select id || '|' || name || '|' || part from read_parquet('{folder}/**/*.parquet', hive_partitioning=true)");
            Assert.Equal(expected.Order(StringComparer.Ordinal), (await snapshot.RowsAsync(["id", "name", "part"])).Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static List<string> Read(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private async Task RefusedAsync(LakeErrorKind kind, string said, ConvertOptions? options = null)
    {
        var e = await FailsAsync(kind, () => DeltaTable.ConvertAsync(store, Context, options).AsTask());
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
        Assert.Null(await store.StatAsync(LakeVersion.Delta.Log.LogKeys.Commit(0)));
    }

    private async Task PutAsync(string key, RecordBatch batch, int rowGroupRows = 1000)
    {
        using var stream = new MemoryStream();
        await using (var writer = ParquetEngines.Default.CreateWriter(stream, batch.Schema, new ParquetWriteOptions { RowGroupRows = rowGroupRows }))
        {
            await writer.WriteAsync(batch);
            await writer.FinishAsync();
        }

        await store.PutAsync(StoreKey.Parse(key), stream.ToArray());
    }
}
