using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables;

/// <summary>Random changes against a model that keeps every version's rows in memory.</summary>
public sealed class TableModelTests
{
    private static readonly Gen<int[]> GenRows = Gen.Int[0, 1000].Array[0, 6];

    private static readonly Gen<Change> GenChange = Gen.Frequency(
        (4, GenRows.Select(rows => new Change("append", rows, 0))),
        (2, GenRows.Select(rows => new Change("overwrite", rows, 0))),
        (2, Gen.Int[0, 30].Select(version => new Change("restore", [], version))),
        (1, GenRows.Select(rows => new Change("widen", rows, 0))));

    public enum Layout
    {
        Plain,
        Partitioned,
    }

    [Theory]
    [InlineData(Layout.Plain)]
    [InlineData(Layout.Partitioned)]
    public void Every_version_of_a_table_equals_the_model(Layout layout) =>
        GenChange.Array[1, 10].Sample(changes => RunAsync(layout, changes).GetAwaiter().GetResult(), iter: TestStores.Cases(40, onServer: 12), threads: 1);

    [Fact]
    [Trait("tier", "long")]
    public void Every_version_of_a_table_equals_the_model_in_many_runs() =>
        GenChange.Array[1, 25].Sample(changes => RunAsync((Layout)(changes.Length % 2), changes).GetAwaiter().GetResult(), iter: TestStores.Cases(LongTier.Cases(1000), onServer: 60), threads: 1);

    private static async Task RunAsync(Layout layout, Change[] changes)
    {
        var store = new FaultyStore();
        var options = new CreateOptions { PartitionColumns = layout == Layout.Partitioned ? ["part"] : [] };
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("id", Int64Type.Default), ("part", StringType.Default)), options);
        List<Version> model = [new(["id", "part"], [])];
        foreach (var change in changes)
        {
            model.Add(await ApplyAsync(table, model, change));
        }

        var fresh = await DeltaTable.OpenAsync(store, Context);
        for (var version = 0; version < model.Count; version++)
        {
            var snapshot = await fresh.SnapshotAsync(version);
            Assert.Equal(model[version].Columns, snapshot.Schema.FieldsList.Select(field => field.Name));
            Assert.Equal(
                model[version].Rows.Select(row => string.Join('|', model[version].Columns.Select(column => row.GetValueOrDefault(column, "null")))).Order(StringComparer.Ordinal),
                (await snapshot.RowsAsync()).Order(StringComparer.Ordinal));
            Assert.Equal(model[version].Rows.Count, snapshot.RowCount);
        }
    }

    private static async Task<Version> ApplyAsync(DeltaTable table, List<Version> model, Change change)
    {
        var current = model[^1];
        var extra = change.Kind == "widen" ? $"c{model.Count}" : null;
        var batch = Rows(change.Rows, extra);
        var rows = change.Rows.Select(id => Row(id, extra)).ToList();
        List<string> columns = extra is null || change.Rows.Length == 0 ? current.Columns : [.. current.Columns, extra];
        switch (change.Kind)
        {
            case "overwrite":
                await table.OverwriteAsync(Stream(batch));
                return current with { Rows = rows };
            case "restore":
                var version = change.Version % model.Count;
                await table.RestoreAsync(version);
                return model[version];
            default:
                // A write of no batches changes nothing but the version, a new column included.
                await table.AppendAsync(change.Rows.Length == 0 ? Stream() : Stream(batch), new AppendOptions { MergeSchema = true });
                return new Version(columns, [.. current.Rows, .. rows]);
        }
    }

    private static Dictionary<string, string> Row(int id, string? extra)
    {
        var row = new Dictionary<string, string> { ["id"] = $"{id}", ["part"] = id % 4 == 0 ? "null" : $"p{id % 4}" };
        if (extra is not null)
        {
            row[extra] = $"{id * 2}";
        }

        return row;
    }

    private static RecordBatch Rows(int[] ids, string? extra)
    {
        var part = ("part", (IArrowArray)Strings([.. ids.Select(id => id % 4 == 0 ? null : $"p{id % 4}")]));
        var id = ("id", (IArrowArray)Longs([.. ids.Select(id => (long?)id)]));
        return extra is null ? Batch(part, id) : Batch(part, (extra, Longs([.. ids.Select(id => (long?)id * 2)])), id);
    }

    public sealed record Change(string Kind, int[] Rows, int Version);

    private sealed record Version(List<string> Columns, List<Dictionary<string, string>> Rows);
}
