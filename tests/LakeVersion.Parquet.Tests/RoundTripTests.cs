using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Parquet.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Parquet.Tests;

public abstract class RoundTripTests(IParquetEngine engine)
{
    private readonly Files files = new(engine);

    [Theory]
    [InlineData(ParquetCompression.Uncompressed)]
    [InlineData(ParquetCompression.Snappy)]
    [InlineData(ParquetCompression.Zstandard)]
    public async Task Every_type_comes_back_as_it_was_written(ParquetCompression compression)
    {
        var batch = Samples.AllTypes();
        var (bytes, summary) = await files.WriteAsync(batch.Schema, [batch], new ParquetWriteOptions { Compression = compression });

        var (schema, columns) = await files.ReadAsync(bytes);

        Assert.Equal(bytes.Length, summary.SizeBytes);
        Assert.Equal(4, summary.RowCount);
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            Assert.Equal(batch.Schema.GetFieldByIndex(i).Name, schema.GetFieldByIndex(i).Name);
            Assert.Equal(Cells.Type(batch.Schema.GetFieldByIndex(i).DataType), Cells.Type(schema.GetFieldByIndex(i).DataType));
            Assert.Equal(Cells.Of(batch, i), columns[i]);
        }
    }

    [Fact]
    public async Task Slices_are_written_from_their_own_offset()
    {
        var batch = Samples.AllTypes();
        var slice = batch.Slice(1, 3);
        var (bytes, summary) = await files.WriteAsync(batch.Schema, [slice, batch.Slice(0, 0), batch.Slice(3, 1)]);

        var (_, columns) = await files.ReadAsync(bytes);

        Assert.Equal(4, summary.RowCount);
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            var all = Cells.Of(batch, i);
            Assert.Equal([all[1], all[2], all[3], all[3]], columns[i]);
        }

        // nested.inner.y: null, gone, gone of the first slice, gone of the second.
        Assert.Equal(4, summary.Columns.Single(c => string.Join('.', c.Path) == "nested.inner.y").NullCount);
    }

    [Fact]
    public async Task A_batch_that_was_read_can_be_written_and_stays_the_callers()
    {
        var batch = Samples.AllTypes();
        var (bytes, _) = await files.WriteAsync(batch.Schema, [batch]);
        await using var file = await files.OpenAsync(bytes);
        await foreach (var read in file.ReadAsync())
        {
            var (again, _) = await files.WriteAsync(file.Schema, [read, read]);
            var (_, columns) = await files.ReadAsync(again);
            for (var i = 0; i < batch.ColumnCount; i++)
            {
                Assert.Equal(Cells.Of(batch, i), Cells.Of(read, i));
                Assert.Equal([.. Cells.Of(batch, i), .. Cells.Of(batch, i)], columns[i]);
            }

            read.Dispose();
        }
    }

    [Fact]
    public async Task An_empty_table_keeps_its_schema()
    {
        var batch = Samples.AllTypes();
        var (bytes, summary) = await files.WriteAsync(batch.Schema, []);

        await using var file = await files.OpenAsync(bytes);

        Assert.Equal(0, summary.RowCount);
        Assert.All(summary.Columns, column => Assert.Null(column.Min));
        Assert.Equal(0, file.RowCount);
        Assert.Empty(file.RowGroups);
        Assert.Equal(
            batch.Schema.FieldsList.Select(field => Cells.Type(field.DataType)), file.Schema.FieldsList.Select(field => Cells.Type(field.DataType)));
        Assert.Equal(0, await files.DrainAsync(bytes));
    }

    [Fact]
    public async Task Field_ids_survive_on_every_level()
    {
        var batch = Samples.AllTypes();
        var (bytes, _) = await files.WriteAsync(batch.Schema, [batch]);

        await using var file = await files.OpenAsync(bytes);

        Assert.Equal(Ids(batch.Schema.FieldsList), Ids(file.Schema.FieldsList));
        Assert.Contains("y=23", Ids(file.Schema.FieldsList));
        Assert.Contains("element=31", Ids(file.Schema.FieldsList));
        Assert.Contains("value=42", Ids(file.Schema.FieldsList));
    }

    [Fact]
    public async Task Row_groups_hold_the_rows_asked_for_and_batches_at_most_65536()
    {
        var values = new Int64Array.Builder().AppendRange(Enumerable.Range(0, 200_000).Select(i => (long)i)).Build();
        var schema = new Schema([Samples.Field("id", Int64Type.Default)], null);
        var batch = new RecordBatch(schema, [values], values.Length);
        var (bytes, _) = await files.WriteAsync(
            schema, [batch.Slice(0, 50_000), batch.Slice(50_000, 150_000)], new ParquetWriteOptions { RowGroupRows = 70_000 });

        await using var file = await files.OpenAsync(bytes);

        Assert.Equal([70_000, 70_000, 60_000], file.RowGroups.Select(group => group.RowCount));
        List<int> lengths = [];
        long next = 0;
        await foreach (var read in file.ReadAsync())
        {
            lengths.Add(read.Length);
            for (var i = 0; i < read.Length; i++)
            {
                Assert.Equal(next++, ((Int64Array)read.Column(0)).GetValue(i));
            }
        }

        Assert.Equal([65_536, 4_464, 65_536, 4_464, 60_000], lengths);
    }

    [Fact]
    public async Task A_thousand_columns_come_back_in_any_order_asked_for()
    {
        var fields = Enumerable.Range(0, 1_000).Select(i => Samples.Field($"c{i}", Int32Type.Default)).ToArray();
        var arrays = Enumerable.Range(0, 1_000).Select(i => (IArrowArray)new Int32Array.Builder().Append(i).AppendNull().Build());
        var schema = new Schema(fields, null);
        var (bytes, summary) = await files.WriteAsync(schema, [new RecordBatch(schema, arrays, 2)]);

        var (read, columns) = await files.ReadAsync(bytes, ["c999", "c0", "c500"]);

        Assert.Equal(1_000, summary.Columns.Count);
        Assert.Equal(["c999", "c0", "c500"], read.FieldsList.Select(field => field.Name));
        Assert.Equal([["999", "null"], ["0", "null"], ["500", "null"]], columns);
    }

    [Fact]
    public async Task No_columns_asked_for_gives_lengths_alone()
    {
        var batch = Samples.AllTypes();
        var (bytes, _) = await files.WriteAsync(batch.Schema, [batch]);
        var store = new OneFileStore(bytes);
        await using var file = await engine.OpenAsync(store, OneFileStore.Key, bytes.Length);

        var read = Assert.Single(await file.ReadAsync([]).ToListAsync());

        Assert.Equal((4, 0), (read.Length, read.ColumnCount));
        Assert.Single(store.Ranges);
    }

    [Fact]
    public async Task A_wrong_column_name_is_answered_with_near_ones()
    {
        var batch = Samples.AllTypes();
        var (bytes, _) = await files.WriteAsync(batch.Schema, [batch]);
        await using var file = await files.OpenAsync(bytes);

        var error = await Assert.ThrowsAsync<LakeException>(async () => await file.ReadAsync(["instnat"]).ToListAsync());
        var twice = await Assert.ThrowsAsync<LakeException>(async () => await file.ReadAsync(["int", "int"]).ToListAsync());

        Assert.Equal(LakeErrorKind.Invalid, error.Kind);
        Assert.Contains("'instnat'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'instant'", error.Message, StringComparison.Ordinal);
        Assert.Equal(LakeErrorKind.Invalid, twice.Kind);
    }

    private static List<string> Ids(IEnumerable<Field> fields) =>
        [.. fields.SelectMany(field => (List<string>)[$"{field.Name}={field.Metadata?.GetValueOrDefault("PARQUET:field_id")}", .. Below(field)])];

    // An Arrow map's one child is a struct of its own making, which has no id in Parquet.
    private static List<string> Below(Field field) => field.DataType switch
    {
        MapType map => Ids([map.KeyField, map.ValueField]),
        NestedType nested => Ids(nested.Fields),
        _ => [],
    };

    public sealed class OnParquetSharp() : RoundTripTests(ParquetEngines.Default);

    public sealed class OnParquetNet() : RoundTripTests(ParquetEngines.Managed);
}
