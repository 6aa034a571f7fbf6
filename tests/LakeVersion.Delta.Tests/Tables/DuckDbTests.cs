using Apache.Arrow.Types;
using DuckDB.NET.Data;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables;

public sealed class DuckDbTests
{
    [Fact]
    public async Task DuckDB_reads_our_data_files_as_we_do()
    {
        var store = new FaultyStore();
        var table = await DeltaTable.CreateAsync(
            store, Context, Schema(("id", Int64Type.Default), ("name", StringType.Default), ("x", DoubleType.Default)), new CreateOptions { PartitionColumns = ["name"] });
        var ids = Enumerable.Range(0, 5_000).ToArray();
        await table.AppendAsync(Stream(Batch(
            ("id", Longs([.. ids.Select(id => (long?)id)])),
            ("name", Strings([.. ids.Select(id => $"n{id % 3}")])),
            ("x", Doubles([.. ids.Select(id => id / 8.0)])))));

        var snapshot = await table.SnapshotAsync();
        var folder = Directory.CreateTempSubdirectory("delta");
        try
        {
            var rows = new List<string>();
            foreach (var file in snapshot.Files)
            {
                var path = Path.Combine(folder.FullName, Path.GetFileName(file.Path));
                await File.WriteAllBytesAsync(path, store[Uri.UnescapeDataString(file.Path)]);
                rows.AddRange(Read(path).Select(row => $"{row.Id}|{file.PartitionValues["name"]}|{row.X:R}"));
            }

            Assert.Equal(rows, await snapshot.RowsAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<(long Id, double X)> Read(string path)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"select id, x from read_parquet('{path}', hive_partitioning=false)";
        using var reader = command.ExecuteReader();
        var rows = new List<(long, double)>();
        while (reader.Read())
        {
            rows.Add((reader.GetInt64(0), reader.GetDouble(1)));
        }

        return rows;
    }
}
