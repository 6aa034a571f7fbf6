using Apache.Arrow.Types;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Editing;

public sealed class UpdateRowsTests
{
    private static readonly ColumnPath Id = "id";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Columns_get_new_values_computed_from_the_old_ones(bool vectors)
    {
        var (_, table) = await DeleteRowsTests.TableAsync(vectors);
        var schema = (await table.SnapshotAsync()).Schema;
        var result = await table.UpdateAsync(Id.In(2, 4), Values(schema, ("id", "id + 10"), ("name", "concat(name, '-', id)")));
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["12|b-2", "14|a-4", "1|a", "3|null", "5|b", "6|null"], (await snapshot.RowsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(("2", vectors ? "0" : "4"), (result.Metrics["numUpdatedRows"], result.Metrics["numCopiedRows"]));
        Assert.Equal("UPDATE", snapshot.Info!.Operation);
        Assert.Equal("[\"id in (2, 4)\"]", snapshot.Info.OperationParameters["predicate"]);
        Assert.Equal(vectors ? 3 : 1, snapshot.Files.Count);
    }

    [Fact]
    public async Task A_row_moves_where_the_column_changes_that_divides_files()
    {
        var table = await DeltaTable.CreateAsync(
            new FaultyStore(), Context, Schema(("id", Int64Type.Default), ("part", StringType.Default)), new CreateOptions { PartitionColumns = ["part"] });
        await table.AppendAsync(Stream(Batch(("id", Longs(1, 2)), ("part", Strings("x", "y")))));
        var schema = (await table.SnapshotAsync()).Schema;
        await table.UpdateAsync(Id.EqualTo(1), Values(schema, ("part", "'y'")));
        var snapshot = await table.SnapshotAsync();
        Assert.Equal(["1|y", "2|y"], (await snapshot.RowsAsync()).Order());
        Assert.All(snapshot.Files, file => Assert.Equal("y", file.PartitionValues["part"]));
    }

    [Fact]
    public async Task Values_take_the_columns_type_or_are_refused_before_anything_is_read()
    {
        var (_, table) = await DeleteRowsTests.TableAsync(vectors: true);
        var schema = (await table.SnapshotAsync()).Schema;
        var fault = await FailsAsync(LakeErrorKind.Invalid, async () => await table.UpdateAsync(null, Values(schema, ("id", "name"))));
        Assert.Contains("'id'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'name'", (await FailsAsync(LakeErrorKind.Invalid, async () => await table.UpdateAsync(null, Values(schema, ("nmae", "name"))))).Message, StringComparison.Ordinal);
        await FailsAsync(LakeErrorKind.Invalid, async () => await table.UpdateAsync(null, Values(schema)));
        await FailsAsync(LakeErrorKind.Invalid, async () => await table.UpdateAsync(null, Values(schema, ("id", "id / 0"))));
        Assert.Equal(2, (await table.SnapshotAsync()).Version);
    }

    [Fact]
    public async Task A_null_for_a_column_that_may_have_none_is_refused_and_nothing_is_committed()
    {
        var columns = new Apache.Arrow.Schema([new("id", Int64Type.Default, false)], null);
        var table = await DeltaTable.CreateAsync(new FaultyStore(), Context, columns);
        await table.AppendAsync(Stream(new Apache.Arrow.RecordBatch(columns, [Longs(1, 2)], 2)));
        var fault = await FailsAsync(LakeErrorKind.Invalid, async () => await table.UpdateAsync(Id.EqualTo(2), Values(columns, ("id", "null"))));
        Assert.Contains("'id' may not be null", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await table.SnapshotAsync()).Version);
    }

    internal static Dictionary<string, ValueExpression> Values(Apache.Arrow.Schema schema, params (string Column, string Value)[] values) =>
        values.ToDictionary(value => value.Column, value => ValueText.Parse(value.Value, schema));
}
