using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using LakeVersion.Delta.Statistics;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;
using static LakeVersion.Delta.Tests.Support.Bench;

namespace LakeVersion.Delta.Tests.Statistics;

public sealed class StatisticsTests
{
    private static readonly Gen<string> GenText = Gen.OneOf(
        Gen.Int[0, 0x10FFFF].Where(point => point is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32),
        Gen.OneOf([.. new[] { "a", "\U0010FFFF", "\uD7FF", "\uE000", "\uFFFF", "😈" }.Select(Gen.Const)])).Array[0, 40].Select(string.Concat);

    [Fact]
    public void Cut_bounds_of_text_still_bound_it() => GenText.Sample(text =>
    {
        var (lower, upper) = (TextBounds.Lower(text), TextBounds.Upper(text));
        Assert.True(Utf8Order.Compare(lower, text) <= 0);
        Assert.True(upper is null || Utf8Order.Compare(upper, text) >= 0);
        Assert.InRange(lower.EnumerateRunes().Count(), 0, 32);
        Assert.InRange((upper ?? "").EnumerateRunes().Count(), 0, 32);
        Assert.DoesNotContain('\uFFFD', (lower + upper).Replace("\uFFFD", text.Contains('\uFFFD') ? "" : "\uFFFD", StringComparison.Ordinal));
    }, iter: 5_000);

    [Fact]
    public void Text_of_33_greatest_characters_has_no_upper_bound()
    {
        var text = string.Concat(Enumerable.Repeat("\U0010FFFF", 33));
        Assert.Null(TextBounds.Upper(text));
        Assert.Equal("b", TextBounds.Upper("a" + text));
    }

    [Fact]
    public async Task Text_beyond_the_basic_plane_is_bounded_in_the_order_of_bytes()
    {
        var stats = await StatsAsync(Strings("\uFFFDx", "😈y", "z"));
        Assert.Equal(("z", "😈y"), (Min(stats).GetString(), Max(stats).GetString()));
    }

    [Fact]
    public async Task A_column_with_NaN_has_no_bounds_and_zeros_of_both_signs_are_one()
    {
        var stats = await StatsAsync(Doubles(1, double.NaN, 3));
        Assert.False(stats.GetProperty("minValues").TryGetProperty("x", out _));
        Assert.False(stats.GetProperty("maxValues").TryGetProperty("x", out _));
        Assert.Equal(0, stats.GetProperty("nullCount").GetProperty("x").GetInt64());
        stats = await StatsAsync(Doubles(-0.0));
        Assert.Equal(("-0", "0"), (Min(stats).GetRawText(), Max(stats).GetRawText()));
        stats = await StatsAsync(Doubles(double.NegativeInfinity, 5));
        Assert.False(stats.GetProperty("minValues").TryGetProperty("x", out _));
        Assert.Equal("5", Max(stats).GetRawText());
    }

    [Fact]
    public async Task Times_are_cut_to_milliseconds_downwards_and_upwards()
    {
        var type = new TimestampType(TimeUnit.Microsecond, "UTC");
        var values = new ArrowBuffer.Builder<long>().Append(-1).Append(1_700_000_000_123_001).Build();
        var stats = await StatsAsync(new TimestampArray(type, values, ArrowBuffer.Empty, 2, 0, 0));
        Assert.Equal("1969-12-31T23:59:59.999Z", Min(stats).GetString());
        Assert.Equal("2023-11-14T22:13:20.124Z", Max(stats).GetString());
    }

    [Fact]
    public async Task Decimals_are_exact()
    {
        var builder = new Decimal128Array.Builder(new Decimal128Type(38, 10));
        builder.Append("-12345678901234567890123456.0000000001").Append("0.1").AppendNull();
        var stats = await StatsAsync(builder.Build());
        Assert.Equal("-12345678901234567890123456.0000000001", Min(stats).GetRawText());
        Assert.Equal("0.1000000000", Max(stats).GetRawText());
        Assert.Equal(1, stats.GetProperty("nullCount").GetProperty("x").GetInt64());
    }

    [Fact]
    public async Task Only_the_first_32_leaf_columns_have_statistics_unless_the_table_says_otherwise()
    {
        Assert.Equal(Enumerable.Range(0, 32).Select(i => $"c{i:D2}"), await IndexedAsync(null));
        Assert.Equal(["c00", "c01"], await IndexedAsync("2"));
        Assert.Equal(40, (await IndexedAsync("-1")).Count);
    }

    [Fact]
    public async Task Fields_of_structs_have_statistics_and_lists_have_none()
    {
        var type = new StructType([new Field("a", Int64Type.Default, true), new Field("b", StringType.Default, true)]);
        var parts = new StructArray(type, 2, [Longs(1, 5), Strings("p", null)], ArrowBuffer.Empty);
        var stats = await StatsAsync(parts);
        Assert.Equal("""{"a":1,"b":"p"}""", Min(stats).GetRawText());
        Assert.Equal("""{"a":0,"b":1}""", stats.GetProperty("nullCount").GetProperty("x").GetRawText());

        var list = new ListArray.Builder(Int64Type.Default);
        list.Append();
        stats = await StatsAsync(list.Build());
        Assert.Equal("""{"numRecords":1,"minValues":{},"maxValues":{},"nullCount":{},"tightBounds":true}""", stats.GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"numRecords\":\"x\",\"minValues\":[],\"maxValues\":{\"a\":true}}")]
    [InlineData("{\"numRecords\":5,\"minValues\":{\"a\":\"text\"},\"maxValues\":{\"a\":1e400}}")]
    public void Damaged_statistics_prove_nothing(string stats)
    {
        var bounds = FileStatistics.Parse(stats).Column(new Delta.Schemas.DeltaField("a", new Delta.Schemas.DeltaPrimitive("long"), true, Delta.Schemas.DeltaField.NoMetadata));
        Assert.Equal(ColumnBounds.Unknown, bounds);
    }

    private static JsonElement Min(JsonElement stats) => stats.GetProperty("minValues").GetProperty("x");

    private static JsonElement Max(JsonElement stats) => stats.GetProperty("maxValues").GetProperty("x");

    private static async Task<JsonElement> StatsAsync(IArrowArray values)
    {
        var batch = Batch(("x", values));
        var table = await DeltaTable.CreateAsync(new FaultyStore(), Context, batch.Schema, rows: Stream(batch));
        return JsonDocument.Parse((await table.SnapshotAsync()).Files[0].Stats!).RootElement;
    }

    private static async Task<List<string>> IndexedAsync(string? property)
    {
        var batch = Batch([.. Enumerable.Range(0, 40).Select(i => ($"c{i:D2}", (IArrowArray)Longs(i)))]);
        var options = new CreateOptions
        {
            Properties = property is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["delta.dataSkippingNumIndexedCols"] = property },
        };
        var table = await DeltaTable.CreateAsync(new FaultyStore(), Context, batch.Schema, options, Stream(batch));
        var stats = JsonDocument.Parse((await table.SnapshotAsync()).Files[0].Stats!).RootElement;
        return [.. stats.GetProperty("minValues").EnumerateObject().Select(property => property.Name)];
    }
}
