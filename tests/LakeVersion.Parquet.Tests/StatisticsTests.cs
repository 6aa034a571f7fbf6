using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Parquet.Tests.Support;

namespace LakeVersion.Parquet.Tests;

public abstract class StatisticsTests(IParquetEngine engine)
{
    private readonly Files files = new(engine);

    private static readonly Decimal128Type Money = new(12, 2);
    private static readonly Decimal128Type Huge = new(30, 3);

    // Letters on both sides of the surrogates, where the order of UTF-16 differs from that of UTF-8.
    private static readonly Gen<string> Text = Gen.OneOf("", "a", "b", "z", "ß", "\uE000", "\uFFFD", "\U00010000", "\U0001F600").Array[0, 4]
        .Select(string.Concat);

    private static readonly Gen<double> Double = Gen.OneOf(
        Gen.Double, Gen.OneOf(0d, -0d, 1.5, double.PositiveInfinity, double.NegativeInfinity), Gen.Frequency((9, Gen.Const(2d)), (1, Gen.Const(double.NaN))));

    private static readonly Gen<Row[]> Rows = Gen.Select(
        Gen.Long.Nullable(), Double.Nullable(), Text.Null(), Gen.Int[-1_000_000, 1_000_000].Nullable(), Gen.Byte.Array[0, 3].Null(), Gen.Bool, Gen.Float.Nullable(),
        (number, real, text, cents, bytes, hasParent, single) => new Row(number, real, text, cents, bytes, hasParent, single)).Array[0, 12];

    [Fact]
    public void Statistics_equal_those_computed_from_the_rows() =>
        Gen.Select(Rows.Array[1, 3], Gen.Int[1, 7]).Sample(
            (batches, rowGroupRows) =>
            {
                var (_, summary) = files.WriteAsync(Table([]).Schema, batches.Select(Table), new ParquetWriteOptions { RowGroupRows = rowGroupRows })
                    .GetAwaiter().GetResult();
                Check(summary, [.. batches.SelectMany(rows => rows)]);
            },
            iter: 600);

    [Fact]
    public async Task Every_type_has_its_bounds_over_several_row_groups()
    {
        var batch = Samples.AllTypes();
        var (_, summary) = await files.WriteAsync(batch.Schema, [batch], new ParquetWriteOptions { RowGroupRows = 1 });

        var found = summary.Columns.ToDictionary(c => string.Join('.', c.Path), c => $"{Cell(c.Min)}..{Cell(c.Max)} nulls {c.NullCount}");

        Assert.Equal("false..true nulls 1", found["bool"]);
        Assert.Equal("-128..127 nulls 1", found["byte"]);
        Assert.Equal("-32768..32767 nulls 1", found["short"]);
        Assert.Equal("-2147483648..2147483647 nulls 1", found["int"]);
        Assert.Equal("-9223372036854775808..9223372036854775807 nulls 1", found["long"]);
        Assert.Equal("c0600000..7f7fffff nulls 1", found["float"]);
        Assert.Equal("none..none nulls 1", found["double"]);
        Assert.Equal("''..'\U0001F600 zoë' nulls 1", found["text"]);
        Assert.Equal("..C8 nulls 1", found["bytes"]);
        Assert.Equal("-141427..19782 nulls 1", found["date"]);
        Assert.Equal("-62135596800000000..1700000000123456 nulls 1", found["instant"]);
        Assert.Equal("-5..253402300799999999 nulls 1", found["local"]);
        Assert.Equal("-9999999.99..7.50 nulls 1", found["d9"]);
        Assert.Equal("-1.2500..99999999999999.9999 nulls 1", found["d18"]);
        Assert.Equal("-1.0000000000..1234567890123456789012345678.0123456789 nulls 1", found["d38"]);
        Assert.Equal("1..4 nulls 2", found["nested.x"]);
        Assert.Equal("'q'..'q' nulls 3", found["nested.inner.y"]);
        Assert.Equal("1..9 nulls ", found["list.list.element"]);
        Assert.Equal("'k'..'l' nulls ", found["map.key_value.key"]);
        for (var i = 0; i < 15; i++)
        {
            var name = batch.Schema.GetFieldByIndex(i).Name;
            var column = summary.Columns.Single(c => c.Path[0] == name);
            Assert.Equal(Cells.Type(batch.Schema.GetFieldByIndex(i).DataType), Cells.Type((column.Min ?? batch.Column(i)).Data.DataType));
        }
    }

    [Fact]
    public async Task Row_groups_carry_the_footers_statistics_without_bounds_of_reals()
    {
        var batch = Samples.AllTypes();
        var (bytes, _) = await files.WriteAsync(batch.Schema, [batch], new ParquetWriteOptions { RowGroupRows = 2 });

        await using var file = await files.OpenAsync(bytes);

        var first = file.RowGroups[0].Columns.ToDictionary(c => string.Join('.', c.Path), c => $"{Cell(c.Min)}..{Cell(c.Max)} nulls {c.NullCount}");
        Assert.Equal(2, file.RowGroups[0].RowCount);
        Assert.Equal("-9223372036854775808..5 nulls 0", first["long"]);
        Assert.Equal("-9999999.99..7.50 nulls 0", first["d9"]);
        Assert.Equal("-141427..19782 nulls 0", first["date"]);
        Assert.Equal("none..none nulls 0", first["float"]);
        Assert.Equal("none..none nulls 0", first["double"]);
    }

    [Fact]
    public async Task A_column_of_nulls_has_no_bounds_and_takes_none_from_other_row_groups()
    {
        var schema = new Schema([Samples.Field("n", Int64Type.Default)], null);
        RecordBatch Batch(params long?[] values) => new(schema, [Longs(values)], values.Length);

        var (_, nulls) = await files.WriteAsync(schema, [Batch(null, null)]);
        var (_, mixed) = await files.WriteAsync(schema, [Batch(null, null, 7, 9)], new ParquetWriteOptions { RowGroupRows = 2 });

        Assert.Equal(new ParquetColumnStatistics(nulls.Columns[0].Path, 2, null, null), nulls.Columns[0]);
        Assert.Equal(("7", "9"), (Cell(mixed.Columns[0].Min), Cell(mixed.Columns[0].Max)));
    }

    [Fact]
    public async Task Text_too_long_for_the_footer_has_no_bounds_rather_than_wrong_ones()
    {
        var schema = new Schema([Samples.Field("s", StringType.Default)], null);
        var texts = new StringArray.Builder().Append(new string('z', 10_000)).Append("a").Append("b").Build();

        var (_, summary) = await files.WriteAsync(schema, [new RecordBatch(schema, [texts], 3)], new ParquetWriteOptions { RowGroupRows = 1 });

        Assert.Null(summary.Columns[0].Max);
    }

    private static void Check(ParquetFileSummary summary, Row[] rows)
    {
        var found = summary.Columns.ToDictionary(c => string.Join('.', c.Path));
        Assert.Equal(rows.Length, summary.RowCount);
        Expect(found["number"], rows, row => row.Number, value => value.ToString(CultureInfo.InvariantCulture), Comparer<long>.Default);
        Expect(found["money"], rows, row => row.Cents, cents => Scaled(cents, 2), Comparer<int>.Default);
        Expect(found["huge"], rows, row => row.Cents, cents => Scaled(cents, 3), Comparer<int>.Default);
        ExpectReference(found["text"], rows, row => row.Text, text => "'" + text + "'", Comparer<string>.Create(ByUtf8));
        ExpectReference(found["bytes"], rows, row => row.Bytes, Convert.ToHexString, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));
        Expect(found["parent.number"], rows, row => row.HasParent ? row.Number : null, value => value.ToString(CultureInfo.InvariantCulture), Comparer<long>.Default);
        Reals(found["real"], [.. rows.Select(row => row.Real)], array => ((DoubleArray)array).GetValue(0));
        Reals(found["parent.single"], [.. rows.Select(row => row.HasParent ? row.Single : (double?)null)], array => ((FloatArray)array).GetValue(0));
    }

    private static void Expect<T>(ParquetColumnStatistics found, Row[] rows, Func<Row, T?> cell, Func<T, string> text, IComparer<T> order)
        where T : struct
    {
        var values = rows.Select(cell).Where(value => value is not null).Select(value => value!.Value).Order(order).ToArray();
        Assert.Equal(rows.Length - values.Length, found.NullCount);
        Assert.Equal(values.Length == 0 ? "none" : text(values[0]), Cell(found.Min));
        Assert.Equal(values.Length == 0 ? "none" : text(values[^1]), Cell(found.Max));
    }

    private static void ExpectReference<T>(ParquetColumnStatistics found, Row[] rows, Func<Row, T?> cell, Func<T, string> text, IComparer<T> order)
        where T : class
    {
        var values = rows.Select(cell).OfType<T>().Order(order).ToArray();
        Assert.Equal(rows.Length - values.Length, found.NullCount);
        Assert.Equal(values.Length == 0 ? "none" : text(values[0]), Cell(found.Min));
        Assert.Equal(values.Length == 0 ? "none" : text(values[^1]), Cell(found.Max));
    }

    private static void Reals(ParquetColumnStatistics found, double?[] cells, Func<IArrowArray, double?> value)
    {
        var values = cells.OfType<double>().ToArray();
        Assert.Equal(cells.Length - values.Length, found.NullCount);
        var known = values.Length > 0 && !values.Any(double.IsNaN);
        Assert.Equal(known ? values.Min() : null, found.Min is null ? null : value(found.Min));
        Assert.Equal(known ? values.Max() : null, found.Max is null ? null : value(found.Max));
    }

    private static RecordBatch Table(Row[] rows)
    {
        var numbers = Longs([.. rows.Select(row => row.Number)]);
        var reals = new DoubleArray.Builder();
        var singles = new FloatArray.Builder();
        var texts = new StringArray.Builder();
        var bytes = new BinaryArray.Builder();
        var (money, huge) = (new Decimal128Array.Builder(Money), new Decimal128Array.Builder(Huge));
        var parents = new ArrowBuffer.BitmapBuilder();
        foreach (var row in rows)
        {
            _ = row.Real is { } real ? reals.Append(real) : reals.AppendNull();
            _ = row.Single is { } single ? singles.Append(single) : singles.AppendNull();
            _ = row.Text is { } text ? texts.Append(text) : texts.AppendNull();
            _ = row.Bytes is { } some ? bytes.Append(some.AsSpan()) : bytes.AppendNull();
            _ = row.Cents is { } cents ? money.Append(Scaled(cents, 2)) : money.AppendNull();
            _ = row.Cents is { } mills ? huge.Append(Scaled(mills, 3)) : huge.AppendNull();
            parents.Append(row.HasParent);
        }

        var parentType = new StructType([Samples.Field("number", Int64Type.Default), Samples.Field("single", FloatType.Default)]);
        var parent = new StructArray(parentType, rows.Length, [numbers, singles.Build()], parents.Build(), rows.Count(row => !row.HasParent));
        (string Name, IArrowArray Values)[] columns =
        [
            ("number", numbers), ("real", reals.Build()), ("text", texts.Build()), ("money", money.Build()),
            ("huge", huge.Build()), ("bytes", bytes.Build()), ("parent", parent),
        ];
        var schema = new Schema(columns.Select(c => Samples.Field(c.Name, c.Values.Data.DataType)), null);
        return new RecordBatch(schema, columns.Select(c => c.Values), rows.Length);
    }

    private static Int64Array Longs(long?[] values)
    {
        var builder = new Int64Array.Builder();
        foreach (var value in values)
        {
            builder.Append(value);
        }

        return builder.Build();
    }

    private static string Scaled(int units, int scale) =>
        new decimal(Math.Abs(units), 0, 0, units < 0, (byte)scale).ToString(CultureInfo.InvariantCulture);

    private static int ByUtf8(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    private static string Cell(IArrowArray? bound) => bound is null ? "none" : Cells.Of(bound, 0);

    private sealed record Row(long? Number, double? Real, string? Text, int? Cents, byte[]? Bytes, bool HasParent, float? Single);

    public sealed class OnParquetSharp() : StatisticsTests(ParquetEngines.Default);

    public sealed class OnParquetNet() : StatisticsTests(ParquetEngines.Managed);
}
