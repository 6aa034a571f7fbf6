using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Parquet.Tests.Support;
using LakeVersion.Storage;
using ParquetSharp;
using FileWriter = ParquetSharp.Arrow.FileWriter;

namespace LakeVersion.Parquet.Tests;

/// <summary>Encodings and pages that our writers do not choose, and in which other readers have known faults.</summary>
public abstract class EncodingTests(IParquetEngine engine)
{
    private const int Rows = 5_000;

    private static readonly Decimal128Type D9 = new(9, 2);
    private static readonly Decimal128Type D18 = new(18, 4);
    private static readonly Decimal128Type D38 = new(38, 10);

    private readonly Files files = new(engine);

    public static TheoryData<string, Encoding, ParquetDataPageVersion> Cases
    {
        get
        {
            (Encoding Encoding, string[] Columns)[] known =
            [
                (Encoding.Rle, ["bool"]),
                (Encoding.Plain, ["bool", "int", "long", "float", "double", "text", "date", "instant", "d9", "d18", "d38", "list", "parent"]),
                (Encoding.DeltaBinaryPacked, ["int", "long", "date", "instant", "d9", "d18"]),
                (Encoding.DeltaLengthByteArray, ["text"]),
                (Encoding.DeltaByteArray, ["text", "d38"]),
                (Encoding.ByteStreamSplit, ["int", "long", "float", "double", "d9", "d18", "d38", "date", "instant"]),
            ];
            var cases = new TheoryData<string, Encoding, ParquetDataPageVersion>();
            foreach (var (encoding, columns) in known)
            {
                foreach (var column in columns)
                {
                    cases.Add(column, encoding, ParquetDataPageVersion.V1);
                    cases.Add(column, encoding, ParquetDataPageVersion.V2);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Every_encoding_gives_the_values_that_were_written(string column, Encoding encoding, ParquetDataPageVersion version)
    {
        var batch = Column(column);
        var bytes = Write(batch, builder => builder.DisableDictionary().Encoding(encoding).DataPageVersion(version).Compression(Compression.Snappy));

        var (schema, columns) = await files.ReadAsync(bytes);

        Assert.Equal(Cells.Type(batch.Schema.GetFieldByIndex(0).DataType), Cells.Type(schema.GetFieldByIndex(0).DataType));
        Assert.Equal(Cells.Of(batch, 0), columns[0]);
    }

    [Theory]
    [InlineData(ParquetDataPageVersion.V1)]
    [InlineData(ParquetDataPageVersion.V2)]
    public async Task Dictionaries_that_are_given_up_halfway_give_the_values_that_were_written(ParquetDataPageVersion version)
    {
        foreach (var column in (string[])["int", "long", "double", "text", "instant", "d9", "d38", "list", "parent"])
        {
            var batch = Column(column);
            var bytes = Write(batch, builder => builder.DataPageVersion(version).DictionaryPagesizeLimit(2_000).DataPagesize(1_500).WriteBatchSize(100));
            Assert.Equal(Cells.Of(batch, 0), (await files.ReadAsync(bytes)).Columns[0]);
        }
    }

    [Fact]
    public async Task A_codec_that_cannot_be_read_is_refused_by_file_column_and_cause()
    {
        var batch = Column("text");
        var bytes = Write(batch, builder => builder.Compression(Compression.Lz4Hadoop));
        if (engine != ParquetEngines.Managed)
        {
            Assert.Equal(Cells.Of(batch, 0), (await files.ReadAsync(bytes)).Columns[0]);
            return;
        }

        var error = await Assert.ThrowsAsync<LakeException>(() => files.DrainAsync(bytes));

        Assert.Equal(LakeErrorKind.Unsupported, error.Kind);
        Assert.All([OneFileStore.Key.Value, "'text'", "LZ4"], word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    private static byte[] Write(RecordBatch batch, Action<WriterPropertiesBuilder> choose)
    {
        using var stream = new MemoryStream();
        using var builder = new WriterPropertiesBuilder();
        choose(builder.EnableStoreDecimalAsInteger());
        using var properties = builder.Build();
        using (var writer = new FileWriter(stream, batch.Schema, properties, leaveOpen: true))
        {
            writer.WriteRecordBatch(batch);
            writer.Close();
        }

        return stream.ToArray();
    }

    // Every seventh row is null; the rest jump about, so that differences take many bits.
    private static RecordBatch Column(string name)
    {
        var numbers = Enumerable.Range(0, Rows).Select(i => i % 7 == 3 ? (long?)null : (long)((ulong)(i + 1) * 0x9e37_79b9_7f4a_7c15UL) >> (i % 40)).ToArray();
        IArrowArray values = name switch
        {
            "bool" => Fill(new BooleanArray.Builder(), numbers, (to, n) => to.Append((n & 4) == 0), to => to.AppendNull()).Build(),
            "int" => Fill(new Int32Array.Builder(), numbers, (to, n) => to.Append((int)n), to => to.AppendNull()).Build(),
            "long" => Fill(new Int64Array.Builder(), numbers, (to, n) => to.Append(n), to => to.AppendNull()).Build(),
            "float" => Fill(new FloatArray.Builder(), numbers, (to, n) => to.Append(n / 7f), to => to.AppendNull()).Build(),
            "double" => Fill(new DoubleArray.Builder(), numbers, (to, n) => to.Append(n / 7d), to => to.AppendNull()).Build(),
            "text" => Fill(new StringArray.Builder(), numbers, (to, n) => to.Append($"name {n}{new string('é', (int)(n & 15))}"), to => to.AppendNull()).Build(),
            "date" => Fill(new Date32Array.Builder(), numbers, (to, n) => to.Append(DateOnly.FromDayNumber((int)(n & 0xfffff))), to => to.AppendNull()).Build(),
            "instant" => new TimestampArray(Samples.Utc, Longs(numbers).ValueBuffer, Longs(numbers).NullBitmapBuffer, Rows, Longs(numbers).NullCount, 0),
            "d9" => Fill(new Decimal128Array.Builder(D9), numbers, (to, n) => to.Append((n % 1_000_000_000) / 100m), to => to.AppendNull()).Build(),
            "d18" => Fill(new Decimal128Array.Builder(D18), numbers, (to, n) => to.Append((n % 1_000_000_000_000_000_000) / 10_000m), to => to.AppendNull()).Build(),
            "d38" => Fill(new Decimal128Array.Builder(D38), numbers, (to, n) => to.Append(n / 10_000_000_000m), to => to.AppendNull()).Build(),
            "list" => Lists(numbers),
            _ => new StructArray(
                new StructType([Samples.Field("x", Int64Type.Default)]), Rows, [Longs(numbers)], Longs([.. numbers.Reverse()]).NullBitmapBuffer, Longs(numbers).NullCount),
        };
        return new RecordBatch(new Schema([Samples.Field(name, values.Data.DataType)], null), [values], Rows);
    }

    private static TBuilder Fill<TBuilder>(TBuilder builder, long?[] numbers, Action<TBuilder, long> append, Action<TBuilder> appendNull)
    {
        foreach (var number in numbers)
        {
            if (number is { } value)
            {
                append(builder, value);
            }
            else
            {
                appendNull(builder);
            }
        }

        return builder;
    }

    private static Int64Array Longs(long?[] numbers) =>
        Fill(new Int64Array.Builder(), numbers, (to, n) => to.Append(n), to => to.AppendNull()).Build();

    private static ListArray Lists(long?[] numbers)
    {
        var builder = new ListArray.Builder(Samples.Field("element", Int64Type.Default));
        var values = (Int64Array.Builder)builder.ValueBuilder;
        return Fill(
            builder,
            numbers,
            (to, n) =>
            {
                to.Append();
                for (var i = 0; i < (n & 3); i++)
                {
                    _ = i == 1 ? values.AppendNull() : values.Append(n + i);
                }
            },
            to => to.AppendNull()).Build();
    }

    public sealed class OnParquetSharp() : EncodingTests(ParquetEngines.Default);

    public sealed class OnParquetNet() : EncodingTests(ParquetEngines.Managed);
}
