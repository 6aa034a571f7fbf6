using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Files;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Tests.BadInput;

/// <summary>Numbers in the log that cannot be true: nothing is told from them, and no rows are lost.</summary>
public sealed class LyingStatisticsTests
{
    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("2")]
    public async Task Counts_that_cannot_be_are_unknown_and_lengths_end_at_the_greatest_number(string rows)
    {
        var table = PlainTable.Create();
        table[PlainTable.Commit(4)] = PlainTable.Lines(
            Add("d", rows, PlainTable.Descriptor()), Add("e", "9223372036854775807", "null"), Add("f", "9223372036854775807", "null"));
        var snapshot = await (await DeltaTable.OpenAsync(await table.StoreAsync(), Bench.Context)).SnapshotAsync();
        Assert.Null(snapshot.RowCount);
        Assert.Equal(long.MaxValue, snapshot.SizeBytes);
    }

    // Wrapped around, the bound of a later time would be one long ago, and the file left out.
    [Fact]
    public async Task Bounds_beyond_all_times_prove_nothing()
    {
        var table = PlainTable.Create();
        table[PlainTable.Commit(0)] = table[PlainTable.Commit(0)]
            .Replace("\\\"value\\\",\\\"type\\\":\\\"string\\\"", "\\\"at\\\",\\\"type\\\":\\\"timestamp\\\"", StringComparison.Ordinal)
            .Replace("{\\\"numRecords\\\":10}", "{\\\"numRecords\\\":10,\\\"maxValues\\\":{\\\"at\\\":\\\"294248-01-01T00:00:00Z\\\"}}", StringComparison.Ordinal);
        var snapshot = await (await DeltaTable.OpenAsync(await table.StoreAsync(), Bench.Context)).SnapshotAsync(0);
        Assert.Single(snapshot.Files);
        Assert.Single(snapshot.Prune(new Comparison(ColumnPath.Of("at"), ComparisonOperator.Greater, Scalar.OfTimestamp(0))));
    }

    [Fact]
    public void Parsed_bounds_beyond_the_calendar_are_left_out_of_the_text()
    {
        var time = new TimestampType(TimeUnit.Microsecond, "UTC");
        IArrowArray[] bounds =
        [
            new TimestampArray(time, Buffer(long.MinValue), ArrowBuffer.Empty, 1, 0, 0),
            new Date32Array(new ArrowBuffer.Builder<int>().Append(int.MaxValue).Build(), ArrowBuffer.Empty, 1, 0, 0),
            new TimestampArray(time, Buffer(1), ArrowBuffer.Empty, 1, 0, 0),
        ];
        var type = new StructType([new Field("t", time, true), new Field("d", Date32Type.Default, true), new Field("ok", time, true)]);
        Assert.Equal("""{"ok":"1970-01-01T00:00:00.000001Z"}""", StatisticsText.Of(new StructArray(type, 1, bounds, ArrowBuffer.Empty, 0), 0));
    }

    private static ArrowBuffer Buffer(long value) => new ArrowBuffer.Builder<long>().Append(value).Build();

    private static string Add(string path, string rows, string vector) =>
        $$$"""{"add":{"path":"{{{path}}}","partitionValues":{},"size":9223372036854775807,"modificationTime":1,"dataChange":true,"stats":"{\"numRecords\":{{{rows}}}}","deletionVector":{{{vector}}}}}""";
}
