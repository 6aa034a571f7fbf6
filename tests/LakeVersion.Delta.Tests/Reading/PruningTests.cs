using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Reading;

public sealed class PruningTests
{
    private static readonly double[] Numbers = [double.NaN, double.NegativeInfinity, double.PositiveInfinity, -0.0, 0.0, 1.5, -7, 1e300];
    private static readonly string[] Texts = ["", "a", "b", "😈", "\uFFFD", new string('m', 40), new string('m', 40) + "z", "zz"];

    private static readonly Gen<Comparison> GenTerm =
        from column in Gen.Int[0, 3]
        from op in Gen.Enum<ComparisonOperator>()
        from pick in Gen.Int[0, 9]
        select new Comparison(
            new[] { "id", "x", "name", "part" }[column],
            op,
            op is ComparisonOperator.IsNull or ComparisonOperator.IsNotNull ? null : column switch
            {
                0 => Scalar.Of((long)pick * 10),
                1 => Scalar.Of(Numbers[pick % Numbers.Length]),
                2 => Scalar.Of(Texts[pick % Texts.Length]),
                _ => Scalar.Of((long)pick % 4),
            });

    [Fact]
    public async Task A_pruned_read_equals_an_unpruned_one_filtered_afterwards()
    {
        var snapshot = await TableAsync();
        GenTerm.Array[1, 3].Sample(terms => Check(snapshot, terms), iter: TestStores.Cases(400, onServer: 60), threads: 1);
    }

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

    private static void Check(DeltaSnapshot snapshot, Comparison[] terms)
    {
        var predicate = new Predicate(terms);
        var pruned = snapshot.RowsAsync(null, predicate).GetAwaiter().GetResult();
        var filtered = FilteredAsync(snapshot, predicate).GetAwaiter().GetResult();
        Assert.Equal(filtered, pruned);
    }

    // Judged row by row here, in the file's own order.
    private static async Task<List<string>> FilteredAsync(DeltaSnapshot snapshot, Predicate predicate)
    {
        var rows = new List<string>();
        await foreach (var batch in snapshot.ReadAsync())
        {
            rows.AddRange(Cells.Rows(batch).Where((_, row) => predicate.Terms.All(term => Passes(batch.Column(batch.Schema.GetFieldIndex(term.Column)), row, term))));
        }

        return rows;
    }

    private static bool Passes(IArrowArray column, int row, Comparison term) => (column.IsNull(row), term.Operator) switch
    {
        (true, _) => term.Operator == ComparisonOperator.IsNull,
        (false, ComparisonOperator.IsNull) => false,
        (false, ComparisonOperator.IsNotNull) => true,
        _ => column switch
        {
            Int64Array values => Holds(values.Values[row].CompareTo(term.Value!.Value.WholeValue), 0, term.Operator),
            DoubleArray values => Holds(values.Values[row], term.Value!.Value.FloatingValue, term.Operator),
            StringArray values => Holds(Utf8Order.Compare($"'{values.GetString(row)}'", term.Value!.Value.ToString()), 0, term.Operator),
            _ => throw new InvalidOperationException(),
        },
    };

    private static bool Holds(double left, double right, ComparisonOperator op) => op switch
    {
        ComparisonOperator.Equal => left == right,
        ComparisonOperator.NotEqual => left != right,
        ComparisonOperator.Less => left < right,
        ComparisonOperator.LessOrEqual => left <= right,
        ComparisonOperator.Greater => left > right,
        _ => left >= right,
    };

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
