using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Rules;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;
using static LakeVersion.Delta.Tests.Support.HandTable;

namespace LakeVersion.Delta.Tests.Rules;

public sealed class RowRulesTests
{
    private const string Invariant = """
        "delta.invariants":"{\"expression\":{\"expression\":\"x > 3\"}}"
        """;

    [Fact]
    public async Task Rows_that_break_a_constraint_are_counted_with_a_sample_and_nothing_is_written()
    {
        var table = await HandAsync(Struct(Field("x", "long"), Field("y", "string")), "checkConstraints", "\"delta.constraints.positive\":\"x > 0 AND y IS NOT NULL\"");
        await table.AppendAsync(Stream(Batch(("x", Longs(1, 2)), ("y", Strings("a", "b")))));
        var bad = Stream(Batch(("x", Longs(3, -1)), ("y", Strings("a", "b"))), Batch(("x", Longs(null, 4)), ("y", Strings("c", null))));
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(bad).AsTask());
        Assert.Equal("3 rows do not keep to the constraint 'positive' (x > 0 AND y IS NOT NULL); the first has x = -1, y = b. Nothing was written.", e.Message);
        await FailsAsync(LakeErrorKind.Invalid, () => table.OverwriteAsync(Stream(Batch(("x", Longs(0)), ("y", Strings("a"))))).AsTask());
        await FailsAsync(LakeErrorKind.Invalid, () => table.ChangeAsync(Update(table, "x", "x - 2")).AsTask());
        Assert.Equal(["1|a", "2|b"], await (await table.SnapshotAsync()).RowsAsync());
        Assert.Equal(1, (await table.SnapshotAsync()).Version);
    }

    [Fact]
    public async Task Invariants_hold_as_Spark_writes_them()
    {
        var table = await HandAsync(Struct(Field("x", "long", Invariant.Trim())), "invariants");
        await table.AppendAsync(Stream(Batch(("x", Longs(4)))));
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(Stream(Batch(("x", Longs(4, null, 3))))).AsTask());
        Assert.StartsWith("2 rows do not keep to the invariant of column 'x' (x > 3); the first has x = null.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generated_columns_are_computed_where_missing_and_tested_where_given()
    {
        var table = await HandAsync(
            Struct(Field("at", "timestamp_ntz"), Field("day", "date", "\"delta.generationExpression\":\"CAST(at AS DATE)\""), Field("x", "long")),
            "generatedColumns,timestampNtz", partitions: "\"day\"");
        var time = new TimestampType(TimeUnit.Microsecond, (string?)null);
        var at = new TimestampArray.Builder(time).Append(DateTimeOffset.UnixEpoch.AddDays(1).AddHours(5)).AppendNull().Build();
        await table.AppendAsync(Stream(Batch(("at", at), ("x", Longs(1, 2)))));
        Assert.Equal(["104400000000|1|1", "null|null|2"], (await (await table.SnapshotAsync()).RowsAsync()).Order());
        Assert.Contains((await table.SnapshotAsync()).Files, file => file.PartitionValues["day"] == "1970-01-02");

        var days = new Date32Array.Builder().Append(DateTime.UnixEpoch.AddDays(1)).Append(DateTime.UnixEpoch).Build();
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(Stream(Batch(("at", at), ("day", days), ("x", Longs(1, 2))))).AsTask());
        Assert.StartsWith("1 row does not keep to the generated column 'day' (CAST(at AS DATE)); the first has day = 1970-01-01, at = null. Leave the column out", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_computes_generated_columns_anew_and_does_not_set_them()
    {
        var table = await HandAsync(Struct(Field("x", "long"), Field("twice", "long", "\"delta.generationExpression\":\"x * 2\"")), "generatedColumns,changeDataFeed", "\"delta.enableChangeDataFeed\":\"true\"");
        await table.AppendAsync(Stream(Batch(("x", Longs(1, 2)))));
        await table.ChangeAsync(Update(table, "x", "x + 10"));
        Assert.Equal(["11|22", "12|24"], await (await table.SnapshotAsync()).RowsAsync());
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.ChangeAsync(Update(table, "twice", "5")).AsTask());
        Assert.Contains("'twice'", e.Message, StringComparison.Ordinal);

        var changes = new List<string>();
        await foreach (var batch in (await table.ChangesAsync(2)).ReadAsync())
        {
            changes.AddRange(Cells.Rows(batch).Select(row => string.Join('|', row.Split('|').Take(3))));
        }

        Assert.Equal(["11|22|update_postimage", "12|24|update_postimage", "1|2|update_preimage", "2|4|update_preimage"], changes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Defaults_stand_in_for_columns_that_rows_lack_but_not_for_nulls()
    {
        var table = await HandAsync(
            Struct(Field("x", "long"), Field("s", "string", "\"CURRENT_DEFAULT\":\"'new'\""), Field("d", "date", "\"CURRENT_DEFAULT\":\"'2024-02-29'\"")), "allowColumnDefaults");
        await table.AppendAsync(Stream(Batch(("x", Longs(1)))));
        await table.AppendAsync(Stream(Batch(("x", Longs(2)), ("s", Strings([null])))));
        Assert.Equal(["1|new|19782", "2|null|19782"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Fact]
    public async Task Upserted_rows_are_filled_in_and_tested_too()
    {
        var schema = new Schema(
        [
            ColumnRules.Identity(new Field("id", Int64Type.Default, false)),
            new Field("k", Int64Type.Default, true),
            ColumnRules.WithDefault(new Field("s", StringType.Default, true), "'new'"),
            ColumnRules.Generated(new Field("twice", Int64Type.Default, true), "k * 2"),
        ], null);
        var table = await DeltaTable.CreateAsync(new MemoryStore(), Context, schema, new CreateOptions
        {
            Properties = new Dictionary<string, string> { ["delta.constraints.small"] = "k < 100" },
        }, Stream(Batch(("k", Longs(1, 2)))));
        await table.ChangeAsync(new UpsertRows(Stream(Batch(("k", Longs(2, 3)), ("s", Strings("b", "c")))), ["k"]));
        await table.ChangeAsync(new UpsertRows(Stream(Batch(("k", Longs(4L)))), ["k"]));
        Assert.Equal(["1|1|new|2", "2|2|b|4", "3|3|c|6", "4|4|new|8"], (await (await table.SnapshotAsync()).RowsAsync()).Order(StringComparer.Ordinal));
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.ChangeAsync(new UpsertRows(Stream(Batch(("k", Longs(1, 200)))), ["k"])).AsTask());
        Assert.StartsWith("1 row does not keep to the constraint 'small' (k < 100); the first has k = 200.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_the_table_holds_already_may_stay_as_they_are()
    {
        var hand = new HandTable(Struct(Field("x", "long")), "checkConstraints", properties: "\"delta.constraints.positive\":\"x > 0\"");
        await hand.AddAsync("f.parquet", Batch(("x", Longs(-1, 2, 3))));
        await hand.OpenAsync();
        var table = await DeltaTable.OpenAsync(hand.Store, Context);
        await table.ChangeAsync(new DeleteRows(ColumnPath.Of("x").EqualTo(3)));
        Assert.Equal(["-1", "2"], await (await table.SnapshotAsync()).RowsAsync());
    }

    [Theory]
    [InlineData("checkConstraints", "\"delta.constraints.c\":\"rand() > x\"", "", "constraint 'c' (feature checkConstraints), whose expression (rand() > x)")]
    [InlineData("checkConstraints", "\"delta.constraints.c\":\"x + 1\"", "", "expected what is true or false")]
    [InlineData("checkConstraints", "\"delta.constraints.c\":\"gone > 1\"", "", "there is no column 'gone'")]
    [InlineData("generatedColumns", "", "\"delta.generationExpression\":\"uuid()\"", "generated column 'x' (feature generatedColumns), whose expression (uuid())")]
    [InlineData("allowColumnDefaults", "", "\"CURRENT_DEFAULT\":\"nextval('s')\"", "default of column 'x' (feature allowColumnDefaults)")]
    [InlineData("invariants", "", "\"delta.invariants\":\"{\\\"other\\\":1}\"", "unknown form")]
    [InlineData("identityColumns", "", "\"delta.identity.start\":1,\"delta.identity.step\":0", "step that is not 0")]
    public async Task What_is_not_understood_is_refused_by_name(string feature, string properties, string metadata, string words)
    {
        var table = await HandAsync(Struct(Field("x", "long", metadata)), feature, properties);
        var e = await FailsAsync(LakeErrorKind.Unsupported, () => table.AppendAsync(Stream(Batch(("x", Longs(1))))).AsTask());
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        await FailsAsync(LakeErrorKind.Unsupported, () => table.ChangeAsync(new DeleteRows(new Truth(true))).AsTask());
    }

    [Fact]
    public async Task Null_where_none_may_be_is_found_in_lists_and_maps_too()
    {
        var inner = """{"type":"array","elementType":{"type":"struct","fields":[{"name":"a","type":"long","nullable":false,"metadata":{}}]},"containsNull":true}""";
        var table = await HandAsync(Struct(Field("l", inner)), "appendOnly");
        var element = new StructType([new Field("a", Int64Type.Default, true)]);
        RecordBatch Rows(long?[] values)
        {
            var items = new StructArray(element, values.Length, [Longs(values)], ArrowBuffer.Empty, 0);
            var offsets = new ArrowBuffer.Builder<int>().Append(0).Append(values.Length).Build();
            return Batch(("l", new ListArray(new ListType(new Field("element", element, true)), 1, offsets, items, ArrowBuffer.Empty, 0)));
        }

        await table.AppendAsync(Stream(Rows([1, 2])));
        var e = await FailsAsync(LakeErrorKind.Invalid, () => table.AppendAsync(Stream(Rows([1, null]))).AsTask());
        Assert.Contains("'l.element.a' may not be null", e.Message, StringComparison.Ordinal);
    }

    private static UpdateRows Update(DeltaTable table, string column, string value) => new(
        null, new Dictionary<string, ValueExpression> { [column] = ValueText.Parse(value, table.SnapshotAsync().AsTask().GetAwaiter().GetResult().Schema) });

    private static async Task<DeltaTable> HandAsync(string schema, string features, string properties = "", string partitions = "")
    {
        var hand = new HandTable(schema, features, partitions, properties);
        await hand.OpenAsync();
        return await DeltaTable.OpenAsync(hand.Store, Context);
    }
}
