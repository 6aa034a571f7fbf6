using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Parquet.Tests.Support;
using LakeVersion.Storage;
using ParquetSharp.Arrow;

namespace LakeVersion.Parquet.Tests;

public abstract class ForeignTypeTests(IParquetEngine engine)
{
    private readonly Files files = new(engine);

    [Theory]
    [InlineData(TimeUnit.Millisecond, null, "[1000, -7000, null]")]
    [InlineData(TimeUnit.Millisecond, "Europe/Berlin", "[1000, -7000, null]")]
    [InlineData(TimeUnit.Microsecond, "+02:00", "[1, -7, null]")]
    [InlineData(TimeUnit.Nanosecond, "UTC", "[0, -1, null]")]
    public async Task Timestamps_arrive_in_microseconds_in_UTC_or_without_zone(TimeUnit unit, string? zone, string expected)
    {
        var type = new TimestampType(unit, zone);
        var values = Nulls(type, 1, -7);
        var nested = new StructType([new Field("t", type, true)]);
        var list = new ListType(new Field("element", type, true));
        IArrowArray[] arrays =
        [
            values,
            new StructArray(nested, 3, [values], ArrowBuffer.Empty, 0),
            new ListArray(list, 1, new ArrowBuffer.Builder<int>().Append(0).Append(3).Build(), values, ArrowBuffer.Empty),
        ];
        var bytes = Write(new RecordBatch(new Schema([new Field("t", type, true), new Field("s", nested, true)], null), arrays[..2], 3));
        var lists = Write(new RecordBatch(new Schema([new Field("l", list, true)], null), arrays[2..], 1));

        var (schema, columns) = await files.ReadAsync(bytes);
        var (_, inLists) = await files.ReadAsync(lists);
        await using var file = await files.OpenAsync(bytes);

        var canonical = $"timestamp[Microsecond,{(zone is null ? "" : "UTC")}]";
        Assert.Equal([canonical, $"struct<t:{canonical}>"], schema.FieldsList.Select(field => Cells.Type(field.DataType)));
        Assert.Equal(expected, $"[{string.Join(", ", columns[0])}]");
        Assert.Equal(columns[0].Select(cell => $"{{{cell}}}"), columns[1]);
        Assert.Equal(expected, inLists[0][0]);
        Assert.Equal(columns[0][1], Cells.Of(file.RowGroups[0].Columns[0].Min!, 0));
        Assert.Equal(columns[0][0], Cells.Of(file.RowGroups[0].Columns[0].Max!, 0));
    }

    [Fact]
    public async Task A_stored_Arrow_schema_does_not_change_the_types()
    {
        var keys = new Int32Array.Builder().Append(1).AppendNull().Append(0).Build();
        var dictionary = new DictionaryArray(
            new DictionaryType(Int32Type.Default, StringType.Default, false), keys, new StringArray.Builder().Append("a").Append("b").Build());
        var duration = new DurationArray.Builder(DurationType.Microsecond).Append(5L).AppendNull().Append(7L).Build();
        var schema = new Schema([new Field("d", dictionary.Data.DataType, true), new Field("u", duration.Data.DataType, true)], null);
        var bytes = Write(new RecordBatch(schema, [dictionary, duration], 3));
        var before = (byte[])bytes.Clone();

        var (read, columns) = await files.ReadAsync(bytes);

        Assert.Equal(["utf8", "int64"], read.FieldsList.Select(field => field.DataType.Name));
        Assert.Equal([["'b'", "null", "'a'"], ["5", "null", "7"]], columns);
        Assert.Equal(before, bytes);
    }

    [Fact]
    public async Task Milliseconds_too_large_for_microseconds_are_an_error_and_not_another_time()
    {
        var bytes = Write(new RecordBatch(
            new Schema([new Field("t", new TimestampType(TimeUnit.Millisecond, "UTC"), true)], null), [Nulls(new TimestampType(TimeUnit.Millisecond, "UTC"), 1, long.MaxValue)], 3));

        Assert.Equal(LakeErrorKind.Corrupt, (await Assert.ThrowsAsync<LakeException>(() => files.DrainAsync(bytes))).Kind);
    }

    [Fact]
    public async Task What_the_writer_would_change_it_refuses()
    {
        var batch = Samples.AllTypes();
        RecordBatch One(IArrowType type, IArrowArray values, bool nullable = true) =>
            new(new Schema([new Field("c", type, nullable)], null), [values], values.Length);
        async Task<LakeException> Refused(Schema schema, RecordBatch rows) =>
            await Assert.ThrowsAsync<LakeException>(() => files.WriteAsync(schema, [rows]));
        var (number, text) = (One(Int64Type.Default, new Int64Array.Builder().Append(1).AppendNull().Build()), new StringArray.Builder().Append("x").Build());
        var nanoseconds = new TimestampType(TimeUnit.Nanosecond, "UTC");

        Assert.Contains("'c' has timestamps of Nanosecond", (await Refused(new Schema([new Field("c", nanoseconds, true)], null), batch)).Message, StringComparison.Ordinal);
        Assert.Contains("'c' of a batch has the type utf8: expected int64", (await Refused(number.Schema, One(StringType.Default, text))).Message, StringComparison.Ordinal);
        Assert.Contains("expected 1", (await Refused(number.Schema, batch)).Message, StringComparison.Ordinal);
        Assert.Contains("'c' is required", (await Refused(new Schema([new Field("c", Int64Type.Default, false)], null), number)).Message, StringComparison.Ordinal);
        Assert.Contains("at least one column", (await Refused(new Schema([], null), number)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_file_of_the_Delta_fixtures_is_read_as_DuckDb_counts_it()
    {
        var marker = Files.Shared("flights-3m.parquet");
        Assert.SkipWhen(marker is null, "fixtures not found");
        using var duck = new DuckDb();
        var root = Path.Combine(Path.GetDirectoryName(marker)!, "..", "fixtures", "delta");
        var paths = Directory.EnumerateFiles(root, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        foreach (var path in paths)
        {
            var rows = await files.DrainAsync(await File.ReadAllBytesAsync(path));
            Assert.Equal(duck.Rows($"select count(*) from read_parquet('{path}', hive_partitioning=false)")[0][0], rows.ToString());
        }

        Assert.NotEmpty(paths);
    }

    private static TimestampArray Nulls(TimestampType type, long first, long second) => new(
        type,
        new ArrowBuffer.Builder<long>().Append(first).Append(second).Append(long.MaxValue).Build(),
        new ArrowBuffer.BitmapBuilder().Append(true).Append(true).Append(false).Build(),
        3,
        1,
        0);

    // As another program would write it: with the Arrow schema stored, whatever the types are.
    private static byte[] Write(RecordBatch batch)
    {
        using var stream = new MemoryStream();
        using var builder = new ArrowWriterPropertiesBuilder();
        using var properties = builder.StoreSchema().Build();
        using (var writer = new FileWriter(stream, batch.Schema, arrowProperties: properties, leaveOpen: true))
        {
            writer.WriteRecordBatch(batch);
            writer.Close();
        }

        return stream.ToArray();
    }

    public sealed class OnParquetSharp() : ForeignTypeTests(ParquetEngines.Default);

    public sealed class OnParquetNet() : ForeignTypeTests(ParquetEngines.Managed);
}
