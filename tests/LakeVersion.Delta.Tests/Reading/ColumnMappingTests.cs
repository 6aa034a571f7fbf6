using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;
using static LakeVersion.Delta.Tests.Support.HandTable;

namespace LakeVersion.Delta.Tests.Reading;

public sealed class ColumnMappingTests
{
    private const string NestedFields = """{"type":"array","elementType":{"type":"struct","fields":[FIELDS]},"containsNull":true}""";

    [Fact]
    public async Task By_name_columns_are_found_under_their_physical_names_on_every_level()
    {
        var table = TableOf("name", Mapped("a", "long", "p1", 1), Mapped("list", Nested(Mapped("x", "long", "p3", 3), Mapped("new", "string", "p4", 4)), "p2", 2));
        // A column of the display name is another column, and so is a field.
        await table.AddAsync("f.parquet", Batch(("a", Longs(9, 9)), ("p1", Longs(1, 2)), ("p2", List(("x", Longs(8, 8)), ("p3", Longs(5, 6))))));
        Assert.Equal(["1|[{x:5,new:null}]", "2|[{x:6,new:null}]"], await (await table.OpenAsync()).RowsAsync());
    }

    [Fact]
    public async Task By_id_columns_are_found_by_their_field_ids_on_every_level()
    {
        var table = TableOf("id", Mapped("a", "long", "p1", 1), Mapped("list", Nested(Mapped("x", "long", "p3", 3), Mapped("y", "long", "p4", 4)), "p2", 2), Mapped("b", "long", "p5", 5));
        var items = List(WithId("p4", 3, Longs(5, 6)), WithId("p3", 4, Longs(7, 8)));
        await table.AddAsync("f.parquet", Rows(WithId("p5", 1, Longs(1, 2)), WithId("other", 2, items), WithId("p1", 7, Longs(0, 0))));
        Assert.Equal(["1|[{x:5,y:7}]|null", "2|[{x:6,y:8}]|null"], await (await table.OpenAsync()).RowsAsync());
    }

    [Fact]
    public async Task By_id_fields_are_found_in_values_of_maps_and_times_keep_their_ids()
    {
        var map = $$$"""{"type":"map","keyType":"long","valueType":{{{Struct(Mapped("t", "timestamp", "p2", 2), Mapped("x", "long", "p3", 3))}}},"valueContainsNull":true}""";
        var table = TableOf("id", Mapped("m", map, "p1", 1));
        var times = new TimestampArray.Builder(new TimestampType(TimeUnit.Microsecond, "UTC")).Append(DateTimeOffset.UnixEpoch.AddSeconds(1)).Build();
        var (item, values) = WithId("items", 1, List(WithId("p3", 2, times), WithId("p2", 3, Longs(5))));
        var fields = (StructArray)((ListArray)values).Values;
        var type = new MapType(new Field("key", Int64Type.Default, false), new Field("value", fields.Data.DataType, true));
        var entries = new StructArray(type.KeyValueType, 1, [Longs(9), fields], ArrowBuffer.Empty, 0);
        var maps = new MapArray(type, 1, ((ListArray)values).ValueOffsetsBuffer, entries, ArrowBuffer.Empty, 0);
        await table.AddAsync("f.parquet", Rows((new Field("any", type, true, item.Metadata), maps)));
        Assert.Equal(["<9={t:1000000,x:5}>"], await (await table.OpenAsync()).RowsAsync());
    }

    [Fact]
    public async Task By_id_a_file_without_ids_is_refused_by_name()
    {
        var table = TableOf("id", Mapped("a", "long", "p1", 1));
        await table.AddAsync("f.parquet", Batch(("p1", Longs(1))));
        var e = await FailsAsync(LakeErrorKind.Corrupt, async () => await (await table.OpenAsync()).RowsAsync());
        Assert.Contains("f.parquet", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("id")]
    public async Task Partition_values_are_kept_under_physical_names(string mode)
    {
        var table = new HandTable(
            Struct(Mapped("a", "long", "p1", 1), Mapped("part", "integer", "p2", 2)), "columnMapping", "\"part\"", $"\"delta.columnMapping.mode\":\"{mode}\"");
        await table.AddAsync("f.parquet", Rows(WithId("p1", 1, Longs(1))), "\"p2\":\"7\",\"part\":\"8\"");
        Assert.Equal(["1|7"], await (await table.OpenAsync()).RowsAsync());
    }

    [Fact]
    public async Task Without_the_mode_or_the_feature_display_names_count()
    {
        var none = new HandTable(Struct(Mapped("a", "long", "p1", 1)), "columnMapping");
        var unsupported = new HandTable(Struct(Mapped("a", "long", "p1", 1)), "", "", "\"delta.columnMapping.mode\":\"name\"");
        foreach (var table in new[] { none, unsupported })
        {
            await table.AddAsync("f.parquet", Batch(("a", Longs(1)), ("p1", Longs(2))));
            Assert.Equal(["1"], await (await table.OpenAsync()).RowsAsync());
        }
    }

    [Fact]
    public async Task A_mapped_column_without_its_name_or_id_is_damage_and_an_unknown_mode_unsupported()
    {
        await FailsAsync(LakeErrorKind.Corrupt, () => TableOf("name", Field("a", "long")).OpenAsync());
        await FailsAsync(LakeErrorKind.Corrupt, () => TableOf("id", Field("a", "long", "\"delta.columnMapping.physicalName\":\"p\"")).OpenAsync());
        await FailsAsync(LakeErrorKind.Unsupported, () => TableOf("guess", Field("a", "long")).OpenAsync());
    }

    [Theory]
    [InlineData("name")]
    [InlineData("id")]
    public async Task Rows_are_added_to_a_table_that_another_engine_mapped(string mode)
    {
        var table = TableOf(mode, Mapped("a", "long", "p1", 7));
        await table.AddAsync("f.parquet", Rows(WithId("p1", 7, Longs(1))));
        await table.OpenAsync();
        var opened = await DeltaTable.OpenAsync(table.Store, Context);
        await opened.AppendAsync(Stream(Batch(("a", Longs(2)), ("b", Longs(3)))), new Delta.Writing.AppendOptions { MergeSchema = true });
        var snapshot = await opened.SnapshotAsync();
        Assert.Equal(["1|null", "2|3"], (await snapshot.RowsAsync()).Order());
        Assert.Equal("8", snapshot.Properties["delta.columnMapping.maxColumnId"]);
    }

    private static HandTable TableOf(string mode, params string[] fields) =>
        new(Struct(fields), "columnMapping", "", $"\"delta.columnMapping.mode\":\"{mode}\"");

    private static string Nested(params string[] fields) => NestedFields.Replace("FIELDS", string.Join(',', fields), StringComparison.Ordinal);

    private static (Field Field, IArrowArray Values) WithId(string name, int id, IArrowArray values) =>
        (new Field(name, values.Data.DataType, true, new Dictionary<string, string> { ["PARQUET:field_id"] = $"{id}" }), values);

    private static RecordBatch Rows(params (Field Field, IArrowArray Values)[] columns) =>
        new(new Schema([.. columns.Select(column => column.Field)], null), columns.Select(column => column.Values), columns[0].Values.Length);

    private static ListArray List(params (string Name, IArrowArray Values)[] fields) =>
        List([.. fields.Select(field => (new Field(field.Name, field.Values.Data.DataType, true), field.Values))]);

    // One element a row.
    private static ListArray List(params (Field Field, IArrowArray Values)[] fields)
    {
        var length = fields[0].Values.Length;
        var items = new StructArray(new StructType([.. fields.Select(field => field.Field)]), length, fields.Select(field => field.Values), ArrowBuffer.Empty, 0);
        var offsets = new ArrowBuffer.Builder<int>().AppendRange(Enumerable.Range(0, length + 1)).Build();
        return new ListArray(new ListType(new Field("element", items.Data.DataType, true)), length, offsets, items, ArrowBuffer.Empty, 0);
    }
}
