using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Kernels;
using LakeVersion.Rows.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Tests.Kernels;

public sealed class KernelTests
{
    private static readonly Gen<(RecordBatch Batch, List<string?[]> Rows)> Slices = Gen.Select(AnyTable.Rows, Gen.Int[0, 5], Gen.Int[0, 12])
        .Select((rows, start, count) =>
        {
            var offset = Math.Min(start, rows.Length);
            var batch = AnyTable.Nested(rows).Slice(offset, Math.Min(count, rows.Length - offset));
            return (batch, Tables.Rows(batch).ToList());
        });

    [Fact]
    public void Cells_of_a_slice_are_those_of_the_whole() => Gen.Select(AnyTable.Rows, Gen.Int[0, 5]).Sample((rows, start) =>
    {
        var offset = Math.Min(start, rows.Length);
        var batch = AnyTable.Nested(rows);
        Assert.Equal(rows.Skip(offset), Tables.Rows(batch.Slice(offset, rows.Length - offset)).Select(row => row[..13]));
        Assert.Equal(Tables.Rows(batch).Skip(offset), Tables.Rows(batch.Slice(offset, rows.Length - offset)));
    }, iter: 500);

    [Fact]
    public void Take_gives_the_rows_at_the_indexes() => Gen.Select(Slices, Gen.Int[-1, 11].Array[0, 20]).Sample((slice, wanted) =>
    {
        var indexes = wanted.Where(index => index < slice.Rows.Count).ToArray();
        var none = new string?[slice.Batch.ColumnCount];
        Assert.Equal(indexes.Select(index => index < 0 ? none : slice.Rows[index]), Tables.Rows(BatchRows.Take(slice.Batch, indexes)));
    }, iter: 500);

    [Fact]
    public void Filter_keeps_the_rows_whose_bit_is_true() => Gen.Select(Slices, Gen.Int[0, 2].Array[12]).Sample((slice, bits) =>
    {
        var builder = new BooleanArray.Builder();
        foreach (var bit in bits.Take(slice.Rows.Count))
        {
            _ = bit == 2 ? builder.AppendNull() : builder.Append(bit == 1);
        }

        Assert.Equal(slice.Rows.Where((_, i) => bits[i] == 1), Tables.Rows(BatchRows.Filter(slice.Batch, builder.Build())));
    }, iter: 500);

    [Fact]
    public void Concatenate_gives_all_rows_in_order() => Slices.Array[1, 4].Sample(slices =>
        Assert.Equal(slices.SelectMany(slice => slice.Rows), Tables.Rows(BatchRows.Concatenate(slices[0].Batch.Schema, [.. slices.Select(s => s.Batch)]))), iter: 500);

    [Fact]
    public void Constant_and_null_columns_repeat_one_value() => Slices.Sample(slice =>
    {
        for (var i = 0; i < slice.Batch.ColumnCount; i++)
        {
            var nulls = NullColumn.Of(slice.Batch.Column(i).Data.DataType, 3);
            Assert.Equal((3, 3), (nulls.Length, nulls.NullCount));
            if (slice.Rows.Count > 0)
            {
                var one = ArrowArrayFactory.Slice(slice.Batch.Column(i), slice.Rows.Count - 1, 1);
                var constant = ConstantColumn.Of(one, 4);
                Assert.All(Enumerable.Range(0, 4), row => Assert.Equal(slice.Rows[^1][i], CellText.Of(constant, row)));
            }
        }
    }, iter: 200);

    [Fact]
    public void Integers_are_cast_where_they_fit_and_refused_where_not() => Gen.Select(Gen.Long, Gen.Int[0, 63], Gen.Int[0, 3]).Sample((number, shift, offset) =>
    {
        var value = number >> shift;
        var array = ArrowArrayFactory.Slice(new Int64Array.Builder().AppendNull().Append(9).AppendNull().Append(value).AppendNull().Build(), offset, 5 - offset);
        foreach (var (type, fits) in new (IArrowType Type, bool Fits)[]
        {
            (Int8Type.Default, value is >= sbyte.MinValue and <= sbyte.MaxValue),
            (Int16Type.Default, value is >= short.MinValue and <= short.MaxValue),
            (Int32Type.Default, value is >= int.MinValue and <= int.MaxValue),
            (UInt64Type.Default, value >= 0),
            (DoubleType.Default, Int128.Abs(value) <= 1L << 53),
            (new Decimal128Type(12, 2), Int128.Abs(value) < 10_000_000_000),
        })
        {
            if (fits)
            {
                var cast = ArrayCast.To(array, type, "c");
                Assert.Equal(array.NullCount, cast.NullCount);
                Assert.Equal($"{value}", CellText.Of(cast, 3 - offset)!.Replace(".00", "", StringComparison.Ordinal) is var text && type is DoubleType ? $"{(long)double.Parse(text)}" : text);
            }
            else
            {
                var error = Assert.Throws<LakeException>(() => ArrayCast.To(array, type, "c"));
                Assert.Equal(LakeErrorKind.Invalid, error.Kind);
                Assert.Contains($"'c', row {3 - offset}", error.Message, StringComparison.Ordinal);
            }
        }
    }, iter: 2_000);

    [Theory]
    [InlineData(10, 2, 12, 4, "1.25", "1.2500")]
    [InlineData(12, 4, 10, 2, "1.2500", "1.25")]
    [InlineData(12, 4, 10, 2, "1.2501", null)]
    [InlineData(38, 0, 38, 1, "99999999999999999999999999999999999999", null)]
    [InlineData(38, 0, 38, 1, "-9999999999999999999999999999999999999", "-9999999999999999999999999999999999999.0")]
    [InlineData(10, 0, 3, 0, "1000", null)]
    public void Decimals_are_rescaled_exactly_or_not_at_all(int precision, int scale, int toPrecision, int toScale, string value, string? expected)
    {
        var array = new Decimal128Array.Builder(new Decimal128Type(precision, scale)).Append(value).Build();
        var type = new Decimal128Type(toPrecision, toScale);
        if (expected is null)
        {
            Assert.Equal(LakeErrorKind.Invalid, Assert.Throws<LakeException>(() => ArrayCast.To(array, type, "c")).Kind);
        }
        else
        {
            Assert.Equal(expected, CellText.Of(ArrayCast.To(array, type, "c"), 0));
        }
    }

    [Fact]
    public void Times_are_cast_without_loss()
    {
        var local = new TimestampType(TimeUnit.Microsecond, (string?)null);
        var dates = new Date32Array.Builder().Append(new DateOnly(2024, 2, 29)).Build();
        Assert.Equal("2024-02-29T00:00:00", CellText.Of(ArrayCast.To(dates, local, "c"), 0));
        var seconds = new TimestampArray.Builder(new TimestampType(TimeUnit.Second, (string?)null)).Append(DateTimeOffset.FromUnixTimeSeconds(-1)).Build();
        Assert.Equal("1969-12-31T23:59:59", CellText.Of(ArrayCast.To(seconds, local, "c"), 0));
        Assert.Equal(
            LakeErrorKind.Unsupported,
            Assert.Throws<LakeException>(() => ArrayCast.To(seconds, new TimestampType(TimeUnit.Microsecond, "UTC"), "c")).Kind);
        var nanoseconds = new TimestampArray(
            new TimestampType(TimeUnit.Nanosecond, (string?)null), new ArrowBuffer.Builder<long>().Append(1_001).Build(), ArrowBuffer.Empty, 1, 0, 0);
        Assert.Equal(LakeErrorKind.Invalid, Assert.Throws<LakeException>(() => ArrayCast.To(nanoseconds, local, "c")).Kind);
    }

    [Fact]
    public void Conform_reorders_casts_and_fills_in()
    {
        var batch = new RecordBatch(
            Tables.Schema(("b", Int32Type.Default), ("a", FloatType.Default)),
            [new Int32Array.Builder().Append(1).AppendNull().Build(), new FloatArray.Builder().Append(0.5f).Append(2f).Build()],
            2);
        var conformed = BatchColumns.Conform(batch, Tables.Schema(("a", DoubleType.Default), ("c", StringType.Default), ("b", Int64Type.Default)));
        Assert.Equal([["0.5", null, "1"], ["2", null, null]], Tables.Rows(conformed));
        Assert.Equal([["1"], [null]], Tables.Rows(BatchColumns.Project(batch, ["b"])));
        Assert.Contains("'b'", Assert.Throws<LakeException>(() => BatchColumns.Conform(batch, Tables.Schema(("a", DoubleType.Default)))).Message, StringComparison.Ordinal);
        Assert.Throws<LakeException>(() => BatchColumns.Conform(batch, new Schema([new Field("a", FloatType.Default, true), new Field("b", Int32Type.Default, false)], null)));
        Assert.Throws<LakeException>(() => BatchColumns.Project(batch, ["z"]));
    }
}
