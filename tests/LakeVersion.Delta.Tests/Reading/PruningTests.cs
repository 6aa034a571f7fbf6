using Apache.Arrow.Types;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Reading;

public sealed class PruningTests
{
    private static readonly double[] Numbers = [double.NaN, double.NegativeInfinity, double.PositiveInfinity, -0.0, 0.0, 1.5, -7, 1e300];
    private static readonly string[] Texts = ["", "a", "b", "😈", "\uFFFD", new string('m', 40), new string('m', 40) + "z", "zz"];

    [Fact]
    public async Task Files_that_cannot_hold_a_row_are_not_opened()
    {
        var snapshot = await TableAsync();
        Assert.Equal(snapshot.Files.Count, snapshot.Prune(Predicate.All()).Count);
        var one = snapshot.Prune(Predicate.All(new Comparison("part", ComparisonOperator.Equal, Scalar.Of(2L))));
        Assert.InRange(one.Count, 1, snapshot.Files.Count / 2);
        Assert.Empty(snapshot.Prune(Predicate.All(new Comparison("id", ComparisonOperator.Greater, Scalar.Of(100_000L)))));
    }

    [Fact]
    public async Task Columns_come_in_the_order_asked_for_and_none_gives_lengths()
    {
        var snapshot = await TableAsync();
        var rows = await snapshot.RowsAsync(["part", "id"], Predicate.All(new Comparison("name", ComparisonOperator.Equal, Scalar.Of("a"))));
        Assert.All(rows, row => Assert.Equal(2, row.Split('|').Length));
        var count = 0L;
        await foreach (var batch in snapshot.ReadAsync([]))
        {
            Assert.Equal(0, batch.ColumnCount);
            count += batch.Length;
        }

        Assert.Equal(snapshot.RowCount, count);
    }

    [Fact]
    public async Task An_unknown_column_is_told_with_the_name_that_was_meant()
    {
        var snapshot = await TableAsync();
        var e = await FailsAsync(LakeErrorKind.Invalid, () => snapshot.RowsAsync(["nme"]));
        Assert.Contains("Did you mean 'name'", e.Message, StringComparison.Ordinal);
        await FailsAsync(LakeErrorKind.Invalid, () => snapshot.RowsAsync(null, Predicate.All(new Comparison("id", ComparisonOperator.Equal, Scalar.Of("text")))));
    }

    [Fact]
    public async Task A_reader_that_stops_early_leaves_nothing_running()
    {
        var snapshot = await TableAsync();
        await foreach (var batch in snapshot.ReadAsync())
        {
            batch.Dispose();
            break;
        }

        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var batch in snapshot.ReadAsync(cancellationToken: stop.Token))
            {
                batch.Dispose();
            }
        });
    }

    private static async Task<DeltaSnapshot> TableAsync()
    {
        var table = await DeltaTable.CreateAsync(
            new FaultyStore(),
            Context,
            Schema(("id", Int64Type.Default), ("x", DoubleType.Default), ("name", StringType.Default), ("part", Int64Type.Default)),
            new CreateOptions { PartitionColumns = ["part"] });
        var random = new System.Random(3);
        for (var i = 0; i < 8; i++)
        {
            var count = random.Next(1, 6);
            await table.AppendAsync(Stream(Batch(
                ("id", Longs([.. Enumerable.Range(0, count).Select(_ => random.Next(5) == 0 ? (long?)null : random.Next(100))])),
                ("x", Doubles([.. Enumerable.Range(0, count).Select(_ => Numbers[random.Next(Numbers.Length)])])),
                ("name", Strings([.. Enumerable.Range(0, count).Select(_ => random.Next(5) == 0 ? null : Texts[random.Next(Texts.Length)])])),
                ("part", Longs([.. Enumerable.Range(0, count).Select(_ => random.Next(4) == 0 ? (long?)null : random.Next(4))])))));
        }

        return await table.SnapshotAsync();
    }
}
