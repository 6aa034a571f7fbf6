using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;
using static LakeVersion.Delta.Tests.Support.HandTable;

namespace LakeVersion.Delta.Tests.Reading;

/// <summary>Files hold columns in other types, or not at all, and are read as the table says.</summary>
public sealed class StoredTypeTests
{
    [Theory]
    [InlineData("byte", "short", "-7,null,127")]
    [InlineData("byte", "long", "-7,null,127")]
    [InlineData("short", "integer", "-7,null,127")]
    [InlineData("integer", "long", "-7,null,127")]
    [InlineData("integer", "double", "-7,null,127")]
    [InlineData("short", "double", "-7,null,127")]
    [InlineData("integer", "decimal(12,2)", "-700e-2,null,12700e-2")]
    [InlineData("long", "decimal(20,0)", "-7e-0,null,127e-0")]
    [InlineData("decimal(5,2)", "decimal(38,10)", "-70000000000e-10,null,1270000000000e-10")]
    [InlineData("float", "double", "-7,null,127")]
    [InlineData("date", "timestamp_ntz", "-604800000000,null,10972800000000")]
    public async Task Narrower_types_of_old_files_are_widened_on_every_level(string from, string to, string expected)
    {
        var numbers = ArrayCast.To(Longs(-7, null, 127), Int32Type.Default, "");
        var stored = from == "date"
            ? new Date32Array(new ArrayData(Date32Type.Default, 3, 1, 0, numbers.Data.Buffers))
            : ArrayCast.To(from == "float" ? ArrayCast.To(numbers, DoubleType.Default, "") : numbers, Arrow(from), "");
        var list = $$$"""{"type":"array","elementType":"{{{to}}}","containsNull":true}""";
        var map = $$$"""{"type":"map","keyType":"long","valueType":"{{{to}}}","valueContainsNull":true}""";
        var table = new HandTable(
            Struct(Field("v", to, Changed(from, to)), Field("s", Struct(Field("x", to))), Field("l", list), Field("m", map)), "typeWidening,timestampNtz");
        await table.AddAsync("f.parquet", Batch(("v", stored), ("s", StructOf(("x", stored))), ("l", ListOf(stored)), ("m", MapOf(Longs(1, 2, 3), stored))));

        var cells = expected.Split(',');
        var rows = cells.Select((cell, i) => $"{cell}|{{x:{cell}}}|[{cell}]|<{i + 1}={cell}>");
        Assert.Equal(rows, await (await table.OpenAsync()).RowsAsync());
    }

    [Theory]
    [InlineData("long", "integer")]
    [InlineData("string", "binary")]
    [InlineData("decimal(10,2)", "decimal(11,4)")]
    [InlineData("timestamp", "timestamp_ntz")]
    public async Task A_change_of_type_that_loses_values_is_refused_by_column(string from, string to)
    {
        var table = new HandTable(Struct(Field("s", Struct(Field("v", to, Changed(from, to))))), "typeWidening,timestampNtz");
        var e = await FailsAsync(LakeErrorKind.Unsupported, () => table.OpenAsync());
        Assert.Contains($"'s.v' was changed from {from} to {to}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_date_too_far_for_microseconds_is_told_not_wrapped()
    {
        var dates = new Date32Array.Builder().Append(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc)).Build();
        var far = new Date32Array(new ArrayData(Date32Type.Default, 1, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(BitConverter.GetBytes(int.MaxValue))]));
        Assert.Equal("1704067200000000", Cells.Text(ArrayCast.To(dates, new TimestampType(TimeUnit.Microsecond, (string?)null), "d"), 0));
        var table = new HandTable(Struct(Field("d", "timestamp_ntz")), "timestampNtz");
        await table.AddAsync("f.parquet", Batch(("d", far)));
        await FailsAsync(LakeErrorKind.Invalid, async () => await (await table.OpenAsync()).RowsAsync());
    }

    [Fact]
    public async Task Fields_that_a_file_lacks_are_null_on_every_level()
    {
        var inner = Struct(Field("x", "long"), Field("new", "string"), Field("deep", Struct(Field("y", "long"))));
        var table = new HandTable(Struct(Field("s", inner), Field("l", $$$"""{"type":"array","elementType":{{{inner}}},"containsNull":true}"""), Field("gone", inner)));
        var structs = StructOf(("extra", Longs(9, 9)), ("x", Longs(1, 2)));
        await table.AddAsync("f.parquet", Batch(("s", structs), ("l", ListOf(structs))));
        Assert.Equal(
            ["{x:1,new:null,deep:null}|[{x:1,new:null,deep:null}]|null", "{x:2,new:null,deep:null}|[{x:2,new:null,deep:null}]|null"],
            await (await table.OpenAsync()).RowsAsync());
    }

    [Fact]
    public async Task Void_columns_are_null_at_every_place()
    {
        var table = new HandTable(Struct(
            Field("id", "long"),
            Field("v", "void"),
            Field("s", Struct(Field("x", "long"), Field("v", "void"))),
            Field("all", Struct(Field("v", "void"))),
            Field("l", """{"type":"array","elementType":"void","containsNull":true}"""),
            Field("m", """{"type":"map","keyType":"string","valueType":"void","valueContainsNull":true}""")));
        await table.AddAsync("f.parquet", Batch(("id", Longs(1, 2)), ("s", StructOf(("x", Longs(5, 6))))));
        var snapshot = await table.OpenAsync();
        Assert.Equal(["1|null|{x:5,v:null}|null|null|null", "2|null|{x:6,v:null}|null|null|null"], await snapshot.RowsAsync());
        Assert.Equal(["2"], await snapshot.RowsAsync(["id"], new NullTest("v") & new Comparison("id", ComparisonOperator.Greater, Scalar.Of(1))));
        Assert.Empty(await snapshot.RowsAsync(["v"], !new NullTest("v")));
    }

    [Fact]
    public async Task Variants_are_their_two_binaries_and_refused_where_shredded()
    {
        var nested = """{"type":"array","elementType":"variant","containsNull":true}""";
        var table = new HandTable(Struct(Field("v", "variant"), Field("l", nested), Field("new", "variant")), "variantType,variantShredding-preview");
        var variant = StructOf(("value", Bytes([1], [2])), ("metadata", Bytes([3], [4])));
        await table.AddAsync("f.parquet", Batch(("v", variant), ("l", ListOf(variant))));
        Assert.Equal(
            ["{metadata:03,value:01}|[{metadata:03,value:01}]|null", "{metadata:04,value:02}|[{metadata:04,value:02}]|null"],
            await (await table.OpenAsync()).RowsAsync());

        await table.AddAsync("g.parquet", Batch(("v", StructOf(("metadata", Bytes([3])), ("value", Bytes([1])), ("typed_value", Longs(1))))));
        var e = await FailsAsync(LakeErrorKind.Unsupported, async () => await (await table.OpenAsync()).RowsAsync());
        Assert.Contains("variantShredding", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_without_its_annotation_and_bytes_of_fixed_width_are_read()
    {
        var table = new HandTable(Struct(Field("t", "string"), Field("b", "binary")));
        var wide = new FixedSizeBinaryType(3);
        var fixedBytes = ArrowArrayFactory.BuildArray(new ArrayData(wide, 3, 1, 0, [new ArrowBuffer(new byte[] { 5 }), new ArrowBuffer(new byte[] { 1, 2, 3, 0, 0, 0, 7, 8, 9 })]));
        await table.AddAsync("f.parquet", Batch(("t", Bytes("a"u8.ToArray(), "é"u8.ToArray(), [])), ("b", fixedBytes)));
        Assert.Equal(["a|010203", "é|null", "|070809"], await (await table.OpenAsync()).RowsAsync());
    }

    [Fact]
    public async Task A_file_may_allow_nulls_where_the_table_does_not_and_the_other_way()
    {
        var table = new HandTable(Struct(Field("a", "long"), Field("b", "long").Replace("\"nullable\":true", "\"nullable\":false", StringComparison.Ordinal)));
        var rows = new RecordBatch(
            new Schema([new Field("a", Int64Type.Default, false), new Field("b", Int64Type.Default, true)], null), [Longs(1, 2), Longs(3, null)], 2);
        await table.AddAsync("f.parquet", rows);
        Assert.Equal(["1|3", "2|null"], await (await table.OpenAsync()).RowsAsync());
    }

    private static string Changed(string from, string to) => $"\"delta.typeChanges\":[{{\"fromType\":\"{from}\",\"toType\":\"{to}\"}}]";

    private static IArrowType Arrow(string type) => type switch
    {
        "byte" => Int8Type.Default,
        "short" => Int16Type.Default,
        "integer" => Int32Type.Default,
        "long" => Int64Type.Default,
        "float" => FloatType.Default,
        _ => new Decimal128Type(
            int.Parse(type.AsSpan(8, type.IndexOf(',') - 8), CultureInfo.InvariantCulture), int.Parse(type.AsSpan(type.IndexOf(',') + 1).TrimEnd(')'), CultureInfo.InvariantCulture)),
    };

    private static BinaryArray Bytes(params byte[][] values)
    {
        var builder = new BinaryArray.Builder();
        System.Array.ForEach(values, value => builder.Append(value.AsSpan()));
        return builder.Build();
    }

    private static StructArray StructOf(params (string Name, IArrowArray Values)[] fields) => new(
        new StructType([.. fields.Select(field => new Field(field.Name, field.Values.Data.DataType, true))]),
        fields[0].Values.Length, fields.Select(field => field.Values), ArrowBuffer.Empty, 0);

    // One element a row.
    private static ListArray ListOf(IArrowArray values) =>
        new(new ListType(new Field("element", values.Data.DataType, true)), values.Length, Offsets(values.Length), values, ArrowBuffer.Empty, 0);

    private static MapArray MapOf(Int64Array keys, IArrowArray values)
    {
        var type = new MapType(new Field("key", keys.Data.DataType, false), new Field("value", values.Data.DataType, true));
        var entries = new StructArray(type.KeyValueType, keys.Length, [keys, values], ArrowBuffer.Empty, 0);
        return new MapArray(type, keys.Length, Offsets(keys.Length), entries, ArrowBuffer.Empty, 0);
    }

    private static ArrowBuffer Offsets(int length) => new ArrowBuffer.Builder<int>().AppendRange(Enumerable.Range(0, length + 1)).Build();
}
