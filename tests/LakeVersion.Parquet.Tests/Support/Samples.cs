using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace LakeVersion.Parquet.Tests.Support;

/// <summary>A table with every type that Delta knows, and nested ones, with nulls on every level.</summary>
internal static class Samples
{
    public static readonly TimestampType Utc = new(TimeUnit.Microsecond, "UTC");
    public static readonly TimestampType Local = new(TimeUnit.Microsecond, (string?)null);

    public static Field Field(string name, IArrowType type, int id = 0, bool nullable = true) => new(
        name, type, nullable, id == 0 ? [] : new Dictionary<string, string> { ["PARQUET:field_id"] = id.ToString(CultureInfo.InvariantCulture) });

    public static RecordBatch AllTypes()
    {
        var (d9, d18, d38) = (new Decimal128Type(9, 2), new Decimal128Type(18, 4), new Decimal128Type(38, 10));
        (Field Field, IArrowArray Values)[] columns =
        [
            (Field("bool", BooleanType.Default, 1), new BooleanArray.Builder().Append(true).Append(false).AppendNull().Append(true).Build()),
            (Field("byte", Int8Type.Default, 2), new Int8Array.Builder().Append(-128).Append(127).AppendNull().Append(1).Build()),
            (Field("short", Int16Type.Default, 3), new Int16Array.Builder().Append(short.MinValue).Append(5).AppendNull().Append(short.MaxValue).Build()),
            (Field("int", Int32Type.Default, 4), new Int32Array.Builder().Append(int.MinValue).Append(5).AppendNull().Append(int.MaxValue).Build()),
            (Field("long", Int64Type.Default, 5), new Int64Array.Builder().Append(long.MinValue).Append(5).AppendNull().Append(long.MaxValue).Build()),
            (Field("float", FloatType.Default, 6), new FloatArray.Builder().Append(-3.5f).Append(-0f).AppendNull().Append(float.MaxValue).Build()),
            (Field("double", DoubleType.Default, 7), new DoubleArray.Builder().Append(-3.5).Append(double.NaN).AppendNull().Append(-0d).Build()),
            (Field("text", StringType.Default, 8), new StringArray.Builder().Append("\uE000").Append("").AppendNull().Append("\U0001F600 zoë").Build()),
            (Field("bytes", BinaryType.Default, 9), new BinaryArray.Builder().Append([1, 255]).Append([]).AppendNull().Append([200]).Build()),
            (Field("date", Date32Type.Default, 10), Dates(-141_427, 19_782, 0)),
            (Field("instant", Utc, 11), Timestamps(Utc, 1, 1_700_000_000_123_456, -62_135_596_800_000_000)),
            (Field("local", Local, 12), Timestamps(Local, 1, 253_402_300_799_999_999, -5)),
            (Field("d9", d9, 13), new Decimal128Array.Builder(d9).Append("-9999999.99").Append("7.50").AppendNull().Append("3.00").Build()),
            (Field("d18", d18, 14), new Decimal128Array.Builder(d18).Append("-1.2500").Append("99999999999999.9999").AppendNull().Append("3.0000").Build()),
            (Field("d38", d38, 15), new Decimal128Array.Builder(d38).Append("1234567890123456789012345678.0123456789").Append("-1.0000000000").AppendNull().Append("3.0000000000").Build()),
            (Field("nested", Nested().Data.DataType, 20), Nested()),
            (Field("list", Lists().Data.DataType, 30), Lists()),
            (Field("map", Maps().Data.DataType, 40), Maps()),
        ];
        return new RecordBatch(new Schema(columns.Select(c => c.Field), null), columns.Select(c => c.Values), 4);
    }

    public static TimestampArray Timestamps(TimestampType type, long a, long b, long d) => new(
        type,
        new ArrowBuffer.Builder<long>().Append(a).Append(b).Append(0).Append(d).Build(),
        new ArrowBuffer.BitmapBuilder().Append(true).Append(true).Append(false).Append(true).Build(),
        4,
        1,
        0);

    private static Date32Array Dates(int a, int b, int d) => new(
        new ArrowBuffer.Builder<int>().Append(a).Append(b).Append(0).Append(d).Build(),
        new ArrowBuffer.BitmapBuilder().Append(true).Append(true).Append(false).Append(true).Build(),
        4,
        1,
        0);

    // Rows: {1, {'q'}}, {null, {null}}, null, {4, null}
    private static StructArray Nested()
    {
        var innerType = new StructType([Field("y", StringType.Default, 23)]);
        var inner = new StructArray(
            innerType, 4, [new StringArray.Builder().Append("q").AppendNull().AppendNull().AppendNull().Build()], Bits(true, true, false, false), 2);
        return new StructArray(
            new StructType([Field("x", Int32Type.Default, 21), Field("inner", innerType, 22)]),
            4,
            [new Int32Array.Builder().Append(1).AppendNull().AppendNull().Append(4).Build(), inner],
            Bits(true, true, false, true),
            1);
    }

    // Rows: [1, null], null, [], [9]
    private static ListArray Lists()
    {
        var builder = new ListArray.Builder(Field("element", Int32Type.Default, 31));
        var values = (Int32Array.Builder)builder.ValueBuilder;
        builder.Append();
        values.Append(1).AppendNull();
        builder.AppendNull();
        builder.Append();
        builder.Append();
        values.Append(9);
        return builder.Build();
    }

    // Rows: {'k': 5}, null, {}, {'l': null}
    private static MapArray Maps()
    {
        var type = new MapType(Field("key", StringType.Default, 41, nullable: false), Field("value", Int32Type.Default, 42));
        var entries = new StructArray(
            type.KeyValueType,
            2,
            [new StringArray.Builder().Append("k").Append("l").Build(), new Int32Array.Builder().Append(5).AppendNull().Build()],
            ArrowBuffer.Empty,
            0);
        var offsets = new ArrowBuffer.Builder<int>().Append(0).Append(1).Append(1).Append(1).Append(2).Build();
        return new MapArray(type, 4, offsets, entries, Bits(true, false, true, true), 1, 0);
    }

    private static ArrowBuffer Bits(params bool[] bits)
    {
        var builder = new ArrowBuffer.BitmapBuilder();
        foreach (var bit in bits)
        {
            builder.Append(bit);
        }

        return builder.Build();
    }
}
