using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using DuckDB.NET.Data;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Parquet;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables;

/// <summary>Tables whose files call columns otherwise than the table does.</summary>
public sealed class MappedTableTests
{
    private static readonly StructType Trip = new([new Field("from", StringType.Default, true), new Field("stops", new ListType(new Field("element", Int64Type.Default, true)), true)]);

    public static TheoryData<string, string> ModesAndEngines => new() { { "name", "native" }, { "name", "managed" }, { "id", "native" }, { "id", "managed" } };

    [Theory]
    [MemberData(nameof(ModesAndEngines))]
    public async Task Files_of_a_new_mapped_table_have_physical_names_and_ids_on_every_level(string mode, string engine)
    {
        var store = new MemoryStore();
        var table = await DeltaTable.CreateAsync(store, With(engine), Schema(("id", Int64Type.Default), ("part", StringType.Default), ("trip", Trip)), Mapped(mode, "part"));
        await table.AppendAsync(Stream(Trips(1, "a", "SEA", 7)));
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["1|a|{from:SEA,stops:[7]}"], await snapshot.RowsAsync());

        using var schema = JsonDocument.Parse(snapshot.Metadata.SchemaString);
        var fields = schema.RootElement.GetProperty("fields");
        var (id, part, trip) = (Mapping(fields[0]), Mapping(fields[1]), Mapping(fields[2]));
        var from = Mapping(fields[2].GetProperty("type").GetProperty("fields")[0]);
        Assert.StartsWith("col-", id.Name, StringComparison.Ordinal);
        Assert.Equal(5, new[] { id.Id, part.Id, trip.Id, from.Id, Mapping(fields[2].GetProperty("type").GetProperty("fields")[1]).Id }.Distinct().Count());
        Assert.Equal("5", snapshot.Properties["delta.columnMapping.maxColumnId"]);

        var file = Assert.Single(snapshot.Files);
        Assert.Equal("a", file.PartitionValues[part.Name]);
        Assert.Contains($"\"minValues\":{{\"{id.Name}\":1,\"{trip.Name}\":{{\"{from.Name}\":\"SEA\"}}}}", file.Stats, StringComparison.Ordinal);
        var stored = await StoredAsync(store, file.Path);
        Assert.Contains((id.Name, (long?)id.Id), stored);
        Assert.Contains((trip.Name, trip.Id), stored);
        Assert.Contains((from.Name, from.Id), stored);
        Assert.DoesNotContain(stored, column => column.Name is "id" or "trip" or "from" or "part");
        Assert.Contains("columnMapping", snapshot.Protocol.ReaderFeatures!);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("id")]
    public async Task Predicates_prune_by_values_that_the_log_has_under_physical_names(string mode)
    {
        var table = await DeltaTable.CreateAsync(new MemoryStore(), Context, Schema(("id", Int64Type.Default), ("part", StringType.Default)), Mapped(mode, "part"));
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2)), ("part", Strings("a", "b")))));
        await table.AppendAsync(Stream(Batch(("id", Longs(30)), ("part", Strings("a")))));
        var snapshot = await table.SnapshotAsync();
        Assert.Single(snapshot.Prune(Rows.Expressions.ColumnPath.Of("part").EqualTo("b")));
        Assert.Single(snapshot.Prune(Rows.Expressions.ColumnPath.Of("id").GreaterThan(Rows.Expressions.Scalar.Of(20))));
        Assert.Equal(["1"], await snapshot.RowsAsync(["id"], Rows.Expressions.ColumnPath.Of("id").EqualTo(Rows.Expressions.Scalar.Of(1))));
    }

    [Fact]
    public async Task A_table_becomes_mapped_without_rewriting_and_its_old_and_new_files_are_read()
    {
        var store = new MemoryStore();
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default), ("trip", Trip)));
        await table.AppendAsync(Stream(Batch(("id", Longs(1)))));
        await SetAsync(table, ("delta.columnMapping.mode", "name"));
        await table.AppendAsync(Stream(Batch(("id", Longs(2)), ("new", Longs(5)))), new AppendOptions { MergeSchema = true });

        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["1|null|null", "2|null|5"], (await snapshot.RowsAsync()).Order());
        using var schema = JsonDocument.Parse(snapshot.Metadata.SchemaString);
        var fields = schema.RootElement.GetProperty("fields");
        Assert.Equal(("id", 1), Mapping(fields[0]));
        Assert.StartsWith("col-", Mapping(fields[2]).Name, StringComparison.Ordinal);
        Assert.Equal(5, Mapping(fields[2]).Id);
        Assert.Equal("5", snapshot.Properties["delta.columnMapping.maxColumnId"]);

        // Back to a time before, the mapping stays: files since have other names.
        await table.RestoreAsync(1);
        var back = await table.SnapshotAsync();
        Assert.Equal("name", back.Properties["delta.columnMapping.mode"]);
        Assert.True(int.Parse(back.Properties["delta.columnMapping.maxColumnId"]!, System.Globalization.CultureInfo.InvariantCulture) >= 5);
        Assert.Equal(["1|null"], await back.RowsAsync());
        await table.AppendAsync(Stream(Batch(("id", Longs(3)))));
        Assert.Equal(["1|null", "3|null"], (await (await table.SnapshotAsync()).RowsAsync()).Order());
    }

    [Fact]
    public async Task The_mode_goes_from_none_to_name_and_nowhere_else()
    {
        var table = await DeltaTable.CreateAsync(new MemoryStore(), Context, Schema(("id", Int64Type.Default)));
        await FailsAsync(LakeErrorKind.Refused, () => SetAsync(table, ("delta.columnMapping.mode", "id")));
        await FailsAsync(LakeErrorKind.Invalid, () => SetAsync(table, ("delta.columnMapping.mode", "guess")));
        await FailsAsync(LakeErrorKind.Unsupported, () => SetAsync(table, ("delta.columnMapping.maxColumnId", "9")));
        await SetAsync(table, ("delta.columnMapping.mode", "name"));
        await FailsAsync(LakeErrorKind.Refused, () => SetAsync(table, ("delta.columnMapping.mode", "none")));
        await FailsAsync(LakeErrorKind.Refused, () => table.ChangeAsync(new SetProperties { Unset = ["delta.columnMapping.mode"] }).AsTask());
        Assert.Equal(1, (await table.SnapshotAsync()).Version);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("id")]
    public async Task A_replaced_schema_gets_columns_of_its_own(string mode)
    {
        var table = await DeltaTable.CreateAsync(new MemoryStore(), Context, Schema(("id", Int64Type.Default)), Mapped(mode));
        await table.AppendAsync(Stream(Batch(("id", Longs(1)))));
        await table.OverwriteAsync(Stream(Batch(("id", Strings("x")))), new OverwriteOptions { OverwriteSchema = true });
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["x"], await snapshot.RowsAsync());
        Assert.Equal("2", snapshot.Properties["delta.columnMapping.maxColumnId"]);
        await table.RestoreAsync(1);
        Assert.Equal(["1"], await (await table.SnapshotAsync()).RowsAsync());
    }

    private static CreateOptions Mapped(string mode, params string[] partitionColumns) => new()
    {
        PartitionColumns = partitionColumns, Properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = mode },
    };

    private static Task SetAsync(DeltaTable table, params (string Name, string Value)[] properties) =>
        table.ChangeAsync(new SetProperties { Properties = properties.ToDictionary(pair => pair.Name, pair => pair.Value) }).AsTask();

    private static DeltaContext With(string engine) => Context with { Parquet = engine == "managed" ? ParquetEngines.Managed : ParquetEngines.Default };

    private static RecordBatch Trips(long id, string part, string from, long stop)
    {
        var stops = new ListArray.Builder(Int64Type.Default);
        stops.Append();
        ((Int64Array.Builder)stops.ValueBuilder).Append(stop);
        return Batch(("id", Longs(id)), ("part", Strings(part)), ("trip", new StructArray(Trip, 1, [Strings(from), stops.Build()], ArrowBuffer.Empty)));
    }

    private static (string Name, int Id) Mapping(JsonElement field) => (
        field.GetProperty("metadata").GetProperty("delta.columnMapping.physicalName").GetString()!,
        field.GetProperty("metadata").GetProperty("delta.columnMapping.id").GetInt32());

    private static async Task<List<(string Name, long? Id)>> StoredAsync(MemoryStore store, string uri)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, (await store.GetAsync(StoreKey.Parse(Uri.UnescapeDataString(uri))))!.Value.ToArray());
            await using var connection = new DuckDBConnection("DataSource=:memory:");
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = $"select name, field_id from parquet_schema('{path}')";
            await using var reader = await command.ExecuteReaderAsync();
            var columns = new List<(string, long?)>();
            while (await reader.ReadAsync())
            {
                columns.Add((reader.GetString(0), await reader.IsDBNullAsync(1) ? null : Convert.ToInt64(reader.GetValue(1), System.Globalization.CultureInfo.InvariantCulture)));
            }

            return columns;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
