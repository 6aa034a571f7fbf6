using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Rows.Records;
using LakeVersion.Rows.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Tests.Records;

public sealed class RecordTests
{
    private static readonly DateTime Epoch = new(1970, 1, 1);

    private static readonly Gen<All> Rows = Gen.Select(
        Gen.Select(Gen.Bool, Gen.SByte, Gen.Short, Gen.Int, Gen.Long, Gen.Float, Gen.Double),
        Gen.Select(Gen.Long, Gen.Int[-100_000, 100_000], Gen.Long[-1L << 50, 1L << 50], Gen.String, Gen.Byte.Array[0, 4], Gen.Bool)).Select((a, b) => new All(
            a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, b.Item1 / 1000m, DateOnly.FromDateTime(Epoch).AddDays(b.Item2),
            Epoch.AddMicroseconds(b.Item3), new DateTimeOffset(Epoch, TimeSpan.Zero).AddMicroseconds(b.Item3), b.Item4, Convert.ToHexString(b.Item5),
            b.Item6 ? null : a.Item4, b.Item6 ? null : "x", b.Item6 ? null : 1.5m) { Extra = b.Item6 ? null : b.Item1 });

    [Fact]
    public void Records_come_back_as_they_were() => Gen.Select(Rows.Array[0, 9], Gen.Int[1, 4]).Sample((rows, batchRows) =>
    {
        var batches = RowBatcher.ToBatches(rows, batchRows: batchRows).ToArray();
        Assert.Equal((rows.Length + batchRows - 1) / batchRows, batches.Length);
        Assert.Equal(rows, batches.SelectMany(RowReader.Read<All>));
        Assert.Equal(rows.Skip(1).Take(2), batches.Take(1).SelectMany(b => RowReader.Read<All>(b.Slice(Math.Min(1, b.Length), Math.Max(0, b.Length - 1)))).Concat(batches.Skip(1).SelectMany(RowReader.Read<All>)).Take(2));
    }, iter: 200);

    [Fact]
    public void The_schema_follows_the_properties()
    {
        var schema = RowBatcher.SchemaOf<All>();

        Assert.Equal(
            "Flag:boolean Byte:byte Short:short Int:int Long:long Float:float Double:double Money:decimal(38,9) Day:date Local:timestamp_ntz "
            + "Instant:timestamp Text:string Hex:string MaybeInt:int MaybeText:string MaybeMoney:decimal(38,9) Extra:long",
            Tables.Types(schema));
        Assert.Equal(["MaybeInt", "MaybeText", "MaybeMoney", "Extra"], schema.FieldsList.Where(field => field.IsNullable).Select(field => field.Name));
    }

    [Fact]
    public async Task Binary_and_asynchronous_rows_work_too()
    {
        async IAsyncEnumerable<Blob> Blobs()
        {
            await Task.Yield();
            yield return new Blob("a", [1, 2]);
            yield return new Blob("b", null);
            yield return new Blob("c", []);
        }

        var batches = await RowBatcher.ToBatches(Blobs(), batchRows: 2).ToListAsync();

        Assert.Equal([2, 1], batches.Select(batch => batch.Length));
        Assert.Equal(["AQI=", null, ""], batches.SelectMany(Tables.Rows).Select(row => row[1]));
        Assert.Equal([[1, 2], null, []], batches.SelectMany(RowReader.Read<Blob>).Select(blob => blob.Content));
    }

    [Fact]
    public void Wider_properties_take_narrower_columns_and_names_match_without_case()
    {
        var batch = new RecordBatch(
            Tables.Schema(("NAME", StringType.Default), ("value", Int32Type.Default), ("more", Int32Type.Default)),
            [new StringArray.Builder().Append("x").Build(), new Int32Array.Builder().Append(7).Build(), new Int32Array.Builder().Append(7).Build()],
            1);

        Assert.Equal([new Wide("x", 7)], RowReader.Read<Wide>(batch));
    }

    [Fact]
    public void Days_beyond_the_calendar_are_an_error_of_ours()
    {
        var days = new Date32Array(new ArrowBuffer.Builder<int>().Append(int.MaxValue).Build(), ArrowBuffer.Empty, 1, 0, 0);
        var batch = new RecordBatch(Tables.Schema(("day", Date32Type.Default)), [days], 1);

        Assert.Equal(LakeErrorKind.Unsupported, Assert.Throws<LakeException>(() => RowReader.Read<Dated>(batch).ToList() as object).Kind);
    }

    [Fact]
    public void Errors_name_the_property_and_both_types()
    {
        RecordBatch One(IArrowType type, IArrowArray array) => new(
            Tables.Schema(("name", StringType.Default), ("value", type)), [new StringArray.Builder().Append("x").Build(), array], 1);
        string Fault(Func<object> act) => Assert.Throws<LakeException>(act).Message;

        Assert.Equal(
            "Wide.Value: expected a column of the type long, found double.",
            Fault(() => RowReader.Read<Wide>(One(DoubleType.Default, new DoubleArray.Builder().Append(1).Build())).ToList()));
        Assert.Equal(
            "Wide.Value, row 0: expected a value, found null; make the property nullable.",
            Fault(() => RowReader.Read<Wide>(One(Int64Type.Default, new Int64Array.Builder().AppendNull().Build())).ToList()));
        Assert.Contains("Blob.Content has no column: expected one of 'name', 'value'", Fault(() => RowReader.Read<Blob>(One(Int64Type.Default, new Int64Array.Builder().Append(1).Build()))), StringComparison.Ordinal);
        Assert.Contains("Odd.When: TimeSpan is no type of a column", Fault(() => RowBatcher.SchemaOf<Odd>()), StringComparison.Ordinal);
        Assert.Contains(
            "Priced.Price: expected a decimal(4,2), found 1.234",
            Fault(() => RowBatcher.ToBatches([new Priced(1.234m)], Tables.Schema(("price", new Decimal128Type(4, 2)))).ToList()),
            StringComparison.Ordinal);
        Assert.Contains(
            "Wide.Value: expected a property for a column of the type string, found long",
            Fault(() => RowBatcher.ToBatches([new Wide("x", 1)], Tables.Schema(("value", StringType.Default)))),
            StringComparison.Ordinal);
    }

    private sealed record All(
        bool Flag, sbyte Byte, short Short, int Int, long Long, float Float, double Double, decimal Money, DateOnly Day, DateTime Local,
        DateTimeOffset Instant, string Text, string Hex, int? MaybeInt, string? MaybeText, decimal? MaybeMoney)
    {
        public long? Extra { get; set; }
    }

    private sealed record Blob(string Name, byte[]? Content);

    private sealed record Wide(string Name, long Value);

    private sealed record Priced(decimal Price);

    private sealed record Dated(DateOnly Day);

    private sealed record Odd(TimeSpan When);
}
