using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Parquet;

namespace LakeVersion.Benchmarks;

/// <summary>A table of a million files in a checkpoint: paths of 70 bytes, a partition column of 1,000 values, statistics of two columns.</summary>
internal static class ManyFiles
{
    public const int Count = 1_000_000;

    private const string TableSchema =
        """{"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{}},{"name":"text","type":"string","nullable":true,"metadata":{}},{"name":"day","type":"string","nullable":true,"metadata":{}}]}""";

    private static readonly MapType Texts = new(new Field("key", StringType.Default, false), new Field("value", StringType.Default, true));
    private static readonly StructType Add = new(
    [
        new Field("path", StringType.Default, true), new Field("partitionValues", Texts, true), new Field("size", Int64Type.Default, true),
        new Field("modificationTime", Int64Type.Default, true), new Field("dataChange", BooleanType.Default, true), new Field("stats", StringType.Default, true),
    ]);

    private static readonly StructType Protocol = new([new Field("minReaderVersion", Int32Type.Default, true), new Field("minWriterVersion", Int32Type.Default, true)]);
    private static readonly StructType Metadata = new(
    [
        new Field("id", StringType.Default, true), new Field("schemaString", StringType.Default, true),
        new Field("partitionColumns", new ListType(new Field("element", StringType.Default, true)), true), new Field("configuration", Texts, true),
    ]);

    private static readonly Schema Checkpoint = new([new Field("protocol", Protocol, true), new Field("metaData", Metadata, true), new Field("add", Add, true)], null);

    /// <summary>Writes the table's log into a folder, and says where its checkpoint is.</summary>
    public static async Task<string> WriteAsync(string folder)
    {
        var log = Directory.CreateDirectory(Path.Combine(folder, "_delta_log")).FullName;
        await File.WriteAllTextAsync(Path.Combine(log, "00000000000000000000.json"), """{"commitInfo":{"operation":"WRITE"}}""");
        await File.WriteAllTextAsync(Path.Combine(log, "_last_checkpoint"), $$"""{"version":0,"size":{{Count + 2}}}""");
        var path = Path.Combine(log, "00000000000000000000.checkpoint.parquet");
        await using var stream = File.Create(path);
        await using var writer = ParquetEngines.Default.CreateWriter(stream, Checkpoint, new ParquetWriteOptions());
        await writer.WriteAsync(Table());
        for (var first = 0; first < Count; first += 50_000)
        {
            await writer.WriteAsync(Files(first, Math.Min(50_000, Count - first)));
        }

        await writer.FinishAsync();
        return path;
    }

    private static RecordBatch Table() => new(
        Checkpoint,
        [
            Struct(Protocol, 2, row => row == 0, Ints(1, 0), Ints(2, 0)),
            Struct(Metadata, 2, row => row == 1, Strings("", "m"), Strings("", TableSchema), List(["day"]), Map(2, (_, _) => default)),
            Struct(Add, 2, _ => false, Strings("", ""), Map(2, (_, _) => default), Longs(2, _ => 0), Longs(2, _ => 0), Flags(2), Strings("", "")),
        ],
        2);

    private static RecordBatch Files(int first, int count)
    {
        string Text(Func<int, string> of, int row) => of(first + row);
        return new RecordBatch(
            Checkpoint,
            [
                Struct(Protocol, count, _ => false, Ints(new int[count]), Ints(new int[count])),
                Struct(
                    Metadata, count, _ => false, Strings(new string[count]), Strings(new string[count]),
                    List(new string[count][]), Map(count, (_, _) => default)),
                Struct(
                    Add,
                    count,
                    _ => true,
                    Strings([.. Enumerable.Range(0, count).Select(row => Text(Path_, row))]),
                    Map(count, (row, _) => ("day", Day(first + row))),
                    Longs(count, row => 1_000_000 + row),
                    Longs(count, row => 1_700_000_000_000 + row),
                    Flags(count),
                    Strings([.. Enumerable.Range(0, count).Select(row => Text(Stats, row))])),
            ],
            count);
    }

    private static string Day(int file) => string.Create(CultureInfo.InvariantCulture, $"2024-{file % 1000:D4}");

    private static string Path_(int file) => string.Create(CultureInfo.InvariantCulture, $"day={Day(file)}/part-{file:D5}-1f0c2a9e-7a41-4b52-9f0d-{file:D12}.c000.snappy.parquet");

    private static string Stats(int file) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"numRecords":1000,"minValues":{"id":{{{file}}}000,"text":"a{{{file}}}"},"maxValues":{"id":{{{file}}}999,"text":"z{{{file}}}"},"nullCount":{"id":0,"text":3}}""");

    private static StructArray Struct(StructType type, int length, Func<int, bool> isThere, params IArrowArray[] fields)
    {
        var validity = new ArrowBuffer.BitmapBuilder();
        var nulls = 0;
        for (var row = 0; row < length; row++)
        {
            validity.Append(isThere(row));
            nulls += isThere(row) ? 0 : 1;
        }

        return new StructArray(type, length, fields, validity.Build(), nulls);
    }

    private static StringArray Strings(params string[] values) => new StringArray.Builder().AppendRange(values.Select(value => value ?? "")).Build();

    private static Int32Array Ints(params int[] values) => new Int32Array.Builder().AppendRange(values).Build();

    private static Int64Array Longs(int count, Func<int, long> value) => new Int64Array.Builder().AppendRange(Enumerable.Range(0, count).Select(value)).Build();

    private static BooleanArray Flags(int count) => new BooleanArray.Builder().AppendRange(Enumerable.Repeat(true, count)).Build();

    private static ListArray List(params string[]?[] rows)
    {
        var builder = new ListArray.Builder(StringType.Default);
        foreach (var row in rows.Length == 1 ? [[], rows[0]] : rows)
        {
            builder.Append();
            ((StringArray.Builder)builder.ValueBuilder).AppendRange(row ?? []);
        }

        var built = builder.Build();
        return new ListArray(Metadata.Fields[2].DataType, built.Length, built.ValueOffsetsBuffer, built.Values, ArrowBuffer.Empty);
    }

    private static MapArray Map(int rows, Func<int, int, (string Key, string Value)> entry)
    {
        var (keys, values, offsets) = (new StringArray.Builder(), new StringArray.Builder(), new ArrowBuffer.Builder<int>());
        offsets.Append(0);
        for (var row = 0; row < rows; row++)
        {
            if (entry(row, 0) is { Key: not null } pair)
            {
                keys.Append(pair.Key);
                values.Append(pair.Value);
            }

            offsets.Append(keys.Length);
        }

        var (keyArray, valueArray) = (keys.Build(), values.Build());
        return new MapArray(Texts, rows, offsets.Build(), new StructArray(Texts.KeyValueType, keyArray.Length, [keyArray, valueArray], ArrowBuffer.Empty), ArrowBuffer.Empty);
    }
}
