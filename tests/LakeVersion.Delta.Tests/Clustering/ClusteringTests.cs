using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Delta.Clustering;
using LakeVersion.Delta.Optimizing;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Clustering;

public sealed class ClusteringTests
{
    private const int Side = 256;

    private readonly FaultyStore store = new();

    public enum Memory
    {
        Enough,
        Little,
    }

    [Theory]
    [InlineData(SpaceCurve.ZOrder, Memory.Enough)]
    [InlineData(SpaceCurve.Hilbert, Memory.Enough)]
    [InlineData(SpaceCurve.Hilbert, Memory.Little)]
    public async Task Rows_near_in_two_columns_come_into_the_same_files_and_all_stay(SpaceCurve curve, Memory memory)
    {
        var table = await GridAsync();
        var before = (await (await table.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal);
        await table.OptimizeAsync(Options(curve) with { MaxSortedBytes = memory == Memory.Enough ? 1 << 29 : 100_000 });

        var snapshot = await table.SnapshotAsync();
        Assert.Equal(before, (await snapshot.RowsAsync()).Order(StringComparer.Ordinal));
        Assert.InRange(snapshot.Files.Count, 8, 40);
        foreach (var column in (string[])["x", "y"])
        {
            // By one column alone, one of the two would have to be looked for in all files.
            var read = snapshot.Prune(ColumnPath.Of(column).EqualTo(17)).Count;
            Assert.True(read <= (snapshot.Files.Count / 2) + 1, $"{read} of {snapshot.Files.Count} files hold {column} = 17");
        }
    }

    [Fact]
    public async Task What_is_clustered_is_left_until_rows_are_added_or_another_way_is_wanted()
    {
        var table = await GridAsync();
        Assert.False((await table.OptimizeAsync(Options(SpaceCurve.ZOrder))).IsUnchanged);
        Assert.True((await table.OptimizeAsync(Options(SpaceCurve.ZOrder))).IsUnchanged);
        Assert.False((await table.OptimizeAsync(Options(SpaceCurve.Hilbert))).IsUnchanged);
        await table.AppendAsync(Stream(Batch(("x", Longs(1)), ("y", Longs(1)))));
        Assert.False((await table.OptimizeAsync(Options(SpaceCurve.Hilbert))).IsUnchanged);
    }

    [Fact]
    public async Task One_column_sorts_and_nulls_come_first()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("name", StringType.Default)));
        string?[] names = ["pear", null, "https://example.org/b", "😈", "https://example.org/a", "\uFFFD", "", "apple"];
        await table.AppendAsync(Stream(Batch(("name", Strings(names)))));
        await table.OptimizeAsync(new OptimizeOptions { ClusterBy = ["name"] });
        Assert.Equal(
            ["null", .. names.OfType<string>().Order(Utf8Order.Comparer)],
            await (await table.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task Columns_that_cannot_cluster_are_refused_by_name()
    {
        var schema = new Schema([new Field("id", Int64Type.Default, true), new Field("part", StringType.Default, true), new Field("list", new ListType(StringType.Default), true)], null);
        var table = await DeltaTable.CreateAsync(store, Context, schema, new CreateOptions { PartitionColumns = ["part"] });
        foreach (var (column, said) in ((string, string)[])[("ids", "Did you mean 'id'?"), ("part", "divides the files"), ("list", "no order to cluster by")])
        {
            var e = await FailsAsync(LakeErrorKind.Invalid, () => table.OptimizeAsync(new OptimizeOptions { ClusterBy = [column] }).AsTask());
            Assert.Contains(said, e.Message, StringComparison.Ordinal);
        }

        await FailsAsync(LakeErrorKind.Invalid, () => table.OptimizeAsync(new OptimizeOptions { ClusterBy = ["id", "id"] }).AsTask());
    }

    [Fact]
    public void Keys_order_as_values_do() => Gen.Select(GenScalar, GenScalar).Sample(pair =>
    {
        if (pair.Item1.Kind == pair.Item2.Kind)
        {
            Assert.Equal(Math.Sign(Scalar.Compare(pair.Item1, pair.Item2)), Math.Sign(OrderKey.Of(pair.Item1).CompareTo(OrderKey.Of(pair.Item2))));
        }
    });

    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 3)]
    public void Hilberts_curve_passes_every_point_once_by_steps_of_one(int columns, int bits)
    {
        var points = new Dictionary<ulong, uint[]>();
        for (var number = 0u; number < 1u << (columns * bits); number++)
        {
            var point = Enumerable.Range(0, columns).Select(i => (number >> (i * bits)) & ((1u << bits) - 1)).ToArray();
            points.Add(CurveOrder.Of(SpaceCurve.Hilbert, [.. point], bits), point);
        }

        for (var place = 1ul; place < (ulong)points.Count; place++)
        {
            Assert.Equal(1, points[place].Zip(points[place - 1], (left, right) => Math.Abs((long)left - right)).Sum());
        }
    }

    [Fact]
    public void Few_values_use_all_bits_of_a_rank()
    {
        var ranks = new ColumnRanks([.. Enumerable.Range(0, 7).Select(i => OrderKey.Of(Scalar.Of(i)))], 10);
        var used = Enumerable.Range(0, 7).Select(i => ranks.Of(OrderKey.Of(Scalar.Of(i)))).ToList();
        Assert.Equal(used.Order().Distinct(), used);
        Assert.Equal(0u, ranks.Of(null));
        Assert.InRange(used[^1], 1000u, 1023u);
        Assert.InRange(used[0], 128u, 300u);
    }

    private static readonly Gen<Scalar> GenScalar = Gen.OneOf(
        Gen.Long.Select(Scalar.Of),
        Gen.OneOf(Gen.Double, Gen.Const(0.0), Gen.Const(-0.0), Gen.Const(double.NaN), Gen.Const(double.PositiveInfinity), Gen.Const(double.NegativeInfinity)).Select(Scalar.Of),
        Gen.Int.Select(Scalar.OfDate),
        Gen.String[0, 12].Where(text => !text.Any(char.IsSurrogate) && !text.Contains('\0', StringComparison.Ordinal)).Select(Scalar.Of),
        Gen.Bool.Select(Scalar.Of));

    private static OptimizeOptions Options(SpaceCurve curve) => new()
    {
        ClusterBy = ["x", "y"],
        Curve = curve,
        Files = new DataFileOptions { TargetSizeBytes = 10_000, Parquet = new() { RowGroupRows = 1000 } },
    };

    private async Task<DeltaTable> GridAsync()
    {
        var table = await DeltaTable.CreateAsync(store, Context, Schema(("x", Int64Type.Default), ("y", Int64Type.Default)));
        var random = new System.Random(3);
        for (var file = 0; file < 4; file++)
        {
            var rows = Enumerable.Range(0, Side * Side / 4).Select(_ => (X: (long?)random.Next(Side), Y: (long?)random.Next(Side))).ToList();
            await table.AppendAsync(Stream(Batch(("x", Longs([.. rows.Select(row => row.X)])), ("y", Longs([.. rows.Select(row => row.Y)])))));
        }

        return table;
    }
}
