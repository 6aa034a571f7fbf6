using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Delta.Altering;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Tables;

/// <summary>Random changes of columns and rows against a model, in which a column is a number whatever its name.</summary>
public sealed class AlteredTableModelTests
{
    // Few names, so that dropped ones come again.
    private static readonly string[] Names = ["a", "b", "c", "d", "e"];

    private static readonly Gen<Step> GenStep = Gen.Select(
        Gen.Frequency(
            (4, Gen.Const("append")), (1, Gen.Const("overwrite")), (2, Gen.Const("add")), (2, Gen.Const("rename")), (2, Gen.Const("drop")),
            (1, Gen.Const("move")), (2, Gen.Const("widen")), (1, Gen.Const("restore")), (1, Gen.Const("replace")), (1, Gen.Const("map"))),
        Gen.Int[0, 100],
        Gen.Int[0, 100],
        (kind, one, two) => new Step(kind, one, two));

    [Theory]
    [InlineData("none")]
    [InlineData("name")]
    [InlineData("id")]
    public void Every_version_has_the_columns_and_rows_of_the_model(string mode) =>
        GenStep.Array[1, 14].Sample(steps => RunAsync(mode, steps).GetAwaiter().GetResult(), iter: TestStores.Cases(40, onServer: 8), threads: 1);

    [Fact]
    [Trait("tier", "long")]
    public void Every_version_has_the_columns_and_rows_of_the_model_in_many_runs() => GenStep.Array[1, 40].Sample(
        steps => RunAsync(new[] { "none", "name", "id" }[steps.Length % 3], steps).GetAwaiter().GetResult(), iter: TestStores.Cases(LongTier.Cases(600), onServer: 30), threads: 1);

    private static async Task RunAsync(string mode, Step[] steps)
    {
        var store = new MemoryStore();
        var properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = mode, ["delta.enableTypeWidening"] = "true" };
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("k", Int64Type.Default), ("a", Int32Type.Default)), new CreateOptions { Properties = properties });
        List<Version> model = [new([new Column(0, "k", true), new Column(1, "a", false)], [], mode)];
        foreach (var step in steps)
        {
            if (await ApplyAsync(table, model, step) is { } next)
            {
                model.Add(next);
            }
        }

        var fresh = await DeltaTable.OpenAsync(store, Context);
        Assert.Equal(model.Count - 1, (await fresh.SnapshotAsync()).Version);
        for (var version = 0; version < model.Count; version++)
        {
            var snapshot = await fresh.SnapshotAsync(version);
            Assert.Equal(
                model[version].Columns.Select(column => (column.Name, column.IsWide)),
                snapshot.Schema.FieldsList.Select(field => (field.Name, field.DataType is Int64Type)));
            Assert.Equal(
                model[version].Rows.Select(row => string.Join('|', model[version].Columns.Select(column => row.TryGetValue(column.Id, out var cell) ? $"{cell}" : "null"))).Order(StringComparer.Ordinal),
                (await snapshot.RowsAsync()).Order(StringComparer.Ordinal));
        }
    }

    private static async Task<Version?> ApplyAsync(DeltaTable table, List<Version> model, Step step)
    {
        var now = model[^1];
        var column = now.Columns[step.One % now.Columns.Count];
        var name = Names[step.Two % Names.Length];
        var isTaken = now.Columns.Exists(other => other.Name == name);
        switch (step.Kind)
        {
            case "append":
                var row = now.Columns.ToDictionary(other => other.Id, other => (step.One * 100) + other.Id);
                await table.AppendAsync(Stream(Batch(now.Columns, row)));
                return now with { Rows = [.. now.Rows, row] };
            case "overwrite":
                await table.OverwriteAsync(Stream());
                return now with { Rows = [] };
            case "replace":
                List<Column> own = [new Column(model.Sum(version => version.Columns.Count) + 1000, name, true)];
                await table.OverwriteAsync(Stream(Batch(own, new() { [own[0].Id] = 7 })), new OverwriteOptions { OverwriteSchema = true });
                return now with { Columns = own, Rows = [new() { [own[0].Id] = 7 }] };
            case "add" when !isTaken:
                var added = new Column(model.Sum(version => version.Columns.Count) + 1000, name, step.One % 2 == 0);
                var position = step.One % 3 == 0 ? null : new ColumnPosition(column.Name);
                await table.ChangeAsync(new AddColumns(new NewColumn(new Field(name, added.Type, true)) { Position = position }));
                var columns = now.Columns.ToList();
                columns.Insert(position is null ? columns.Count : columns.IndexOf(column) + 1, added);

                return now with { Columns = columns };
            case "move" when now.Columns.Count > 1 && now.Columns[0] != column:
                await table.ChangeAsync(new AlterColumn(Path(column)) { Position = ColumnPosition.First });
                return now with { Columns = [column, .. now.Columns.Where(other => other != column)] };
            case "widen" when !column.IsWide:
                await table.ChangeAsync(new AlterColumn(Path(column)) { Type = Int64Type.Default });
                return now with { Columns = [.. now.Columns.Select(other => other == column ? other with { IsWide = true } : other)] };
            case "restore":
                var target = step.One % model.Count;
                await table.RestoreAsync(target);
                return model[target] with { Mode = now.Mode };
            case "map" when now.Mode == "none":
                await table.ChangeAsync(new SetProperties { Properties = new Dictionary<string, string> { ["delta.columnMapping.mode"] = "name" } });
                return now with { Mode = "name" };
            case "rename" when !isTaken && now.Mode != "none":
                await table.ChangeAsync(new RenameColumn(Path(column), name));
                return now with { Columns = [.. now.Columns.Select(other => other == column ? other with { Name = name } : other)] };
            case "drop" when now.Columns.Count > 1 && now.Mode != "none":
                await table.ChangeAsync(new DropColumns(Path(column)));
                return now with { Columns = [.. now.Columns.Where(other => other != column)] };
            case "rename" or "drop":
                await FailsAsync(now.Mode == "none" ? LakeErrorKind.Refused : LakeErrorKind.Invalid, () => table.ChangeAsync(
                    step.Kind == "drop" ? new DropColumns(Path(column)) : new RenameColumn(Path(column), name == column.Name ? "" : name)).AsTask());
                return null;
            default:
                return null;
        }
    }

    private static ColumnPath Path(Column column) => ColumnPath.Of(column.Name);

    private static RecordBatch Batch(List<Column> columns, Dictionary<int, int> row) => Bench.Batch(
        [.. columns.Select(column => (column.Name, column.IsWide ? (IArrowArray)Longs(row[column.Id]) : Ints(row[column.Id])))]);

    public sealed record Step(string Kind, int One, int Two);

    private sealed record Column(int Id, string Name, bool IsWide)
    {
        public IArrowType Type => IsWide ? Int64Type.Default : Int32Type.Default;
    }

    private sealed record Version(List<Column> Columns, List<Dictionary<int, int>> Rows, string Mode);
}
