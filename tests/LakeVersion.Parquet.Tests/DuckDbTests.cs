using LakeVersion.Parquet.Tests.Support;

namespace LakeVersion.Parquet.Tests;

public abstract class DuckDbTests(IParquetEngine engine)
{
    private readonly Files files = new(engine);

    // One expression a column, whose text both sides agree on.
    private const string AsText = """
        bool::varchar, byte::varchar, short::varchar, int::varchar, long::varchar, float::double::varchar, double::varchar, '''' || text || '''',
        hex(bytes), datediff('day', date '1970-01-01', date)::varchar, epoch_us(instant)::varchar, epoch_us(local)::varchar,
        d9::varchar, d18::varchar, d38::varchar, nested::varchar, list::varchar, map::varchar
        """;

    private const string Source = """
        select i as id, case when i % 7 = 0 then null else i % 100 end::int as few, 'name ' || (i % 50) as text,
          case when i % 5 = 0 then null else i * 0.5 end as real, i % 2 = 0 as flag, (i % 1000)::decimal(12, 2) as money,
          date '2020-01-01' + (i % 400)::int as day, timestamp '2024-01-01' + to_seconds(i) as local,
          (timestamp '2024-01-01' + to_seconds(i))::timestamptz as instant, (i % 100)::tinyint as small,
          case when i % 3 = 0 then null else {'x': i % 17, 'y': 'v' || (i % 9)} end as parent, [i % 3, null] as list,
          map {'k' || (i % 4): i} as map, encode('b' || (i % 6)) as bytes
        from range(20000) t(i)
        """;

    [Theory]
    [InlineData(ParquetCompression.Uncompressed, 1)]
    [InlineData(ParquetCompression.Snappy, 3)]
    [InlineData(ParquetCompression.Zstandard, 131_072)]
    public async Task DuckDb_reads_what_we_write(ParquetCompression compression, int rowGroupRows)
    {
        using var duck = new DuckDb();
        var batch = Samples.AllTypes();
        var (bytes, _) = await files.WriteAsync(
            batch.Schema, [batch], new ParquetWriteOptions { Compression = compression, RowGroupRows = rowGroupRows, CreatedBy = "LakeVersion test" });
        await File.WriteAllBytesAsync(duck.File("ours.parquet"), bytes);

        var rows = duck.Rows($"select {AsText} from '{duck.File("ours.parquet")}'");

        Assert.Equal(
            ["true", "-128", "-32768", "-2147483648", "-9223372036854775808", "-3.5", "-3.5", "'\uE000'", "01FF", "-141427", "1", "1",
                "-9999999.99", "-1.2500", "1234567890123456789012345678.0123456789", "{'x': 1, 'inner': {'y': q}}", "[1, NULL]", "{k=5}"],
            rows[0]);
        Assert.Equal(["false", "127", "5", "5", "5", "-0.0", "-nan"], rows[1][..7]);
        Assert.Equal(["''", "", "19782", "1700000000123456", "253402300799999999"], rows[1][7..12]);
        Assert.Equal(["{'x': NULL, 'inner': {'y': NULL}}", "null", "null"], rows[1][15..]);
        Assert.Equal([.. Enumerable.Repeat("null", 16), "[]", "{}"], rows[2]);
        Assert.Equal(["'\U0001F600 zoë'", "C8", "0", "-62135596800000000", "-5"], rows[3][7..12]);
        Assert.Equal(["{'x': 4, 'inner': NULL}", "[9]", "{l=NULL}"], rows[3][15..]);
        Assert.Equal("LakeVersion test", duck.Rows($"select created_by from parquet_file_metadata('{duck.File("ours.parquet")}')")[0][0]);
        Assert.Equal("0", duck.Rows($"select count(*) from parquet_kv_metadata('{duck.File("ours.parquet")}')")[0][0]);
        Assert.Equal("23", duck.Rows($"select field_id from parquet_schema('{duck.File("ours.parquet")}') where name = 'y'")[0][0]);
    }

    [Fact]
    public async Task DuckDb_finds_every_text_by_our_statistics()
    {
        using var duck = new DuckDb();
        var batch = Samples.AllTypes();
        var (bytes, _) = await files.WriteAsync(batch.Schema, [batch], new ParquetWriteOptions { RowGroupRows = 4 });
        await File.WriteAllBytesAsync(duck.File("ours.parquet"), bytes);

        Assert.Equal("1", duck.Rows($"select count(*) from '{duck.File("ours.parquet")}' where text = '\U0001F600 zoë'")[0][0]);
        Assert.Equal("1", duck.Rows($"select count(*) from '{duck.File("ours.parquet")}' where text > '\uF000'")[0][0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task DuckDb_which_orders_NaN_above_all_numbers_finds_it_by_our_statistics(int rowGroupRows)
    {
        using var duck = new DuckDb();
        var path = duck.File("ours.parquet");
        duck.Run($"copy (select * from (values (1.5, 1, {{'x': 1.0::float}}), ('nan'::double, 2, null), (null, 3, {{'x': 'nan'::float}}), (-2, 4, {{'x': null}})) t(a, b, c)) to '{path}'");
        await using var source = await files.OpenAsync(await File.ReadAllBytesAsync(path));
        var (bytes, summary) = await files.WriteAsync(
            source.Schema, await source.ReadAsync().ToListAsync(), new ParquetWriteOptions { RowGroupRows = rowGroupRows });
        await File.WriteAllBytesAsync(path, bytes);

        Assert.Equal([["2"]], duck.Rows($"select b from '{path}' where a > 5"));
        Assert.Equal([["2"]], duck.Rows($"select b from '{path}' where a = 'nan'::double"));
        Assert.Equal([["3"]], duck.Rows($"select b from '{path}' where c.x > 5"));
        Assert.Equal([["1"], ["2"], ["4"]], duck.Rows($"select b from '{path}' where a >= -2 order by b"));
        Assert.Equal("1", duck.Rows($"select sum(stats_null_count) from parquet_metadata('{path}') where path_in_schema = 'a'")[0][0]);
        Assert.Equal("4", duck.Rows($"select max(stats_max_value) from parquet_metadata('{path}') where path_in_schema = 'b'")[0][0]);
        Assert.Equal(bytes.Length, summary.SizeBytes);
        Assert.Equal(4, (await files.ReadAsync(bytes)).Columns[1].Count);
    }

    [Theory]
    [InlineData("uncompressed", "v1", 20_000)]
    [InlineData("snappy", "v1", 4_096)]
    [InlineData("snappy", "v2", 20_000)]
    [InlineData("gzip", "v1", 20_000)]
    [InlineData("zstd", "v2", 2_048)]
    [InlineData("lz4_raw", "v1", 20_000)]
    [InlineData("brotli", "v2", 20_000)]
    public async Task We_read_what_DuckDb_writes(string codec, string version, int rowGroupSize)
    {
        using var duck = new DuckDb();
        var path = duck.File("theirs.parquet");
        duck.Run($"copy ({Source}) to '{path}' (format parquet, compression {codec}, parquet_version {version}, row_group_size {rowGroupSize})");
        var expected = duck.Rows($$"""
            select id::varchar, few::varchar, '''' || text || '''', money::decimal(12,2)::varchar, datediff('day', date '1970-01-01', day)::varchar,
              epoch_us(local)::varchar, epoch_us(instant)::varchar, small::varchar, flag::varchar, hex(bytes),
              case when parent is null then 'null' else '{' || parent.x || ', ''' || parent.y || '''}' end,
              '[' || list[1] || ', null]', '[{''' || map_keys(map)[1] || ''', ' || map_values(map)[1] || '}]'
            from '{{path}}'
            """);

        var (schema, columns) = await files.ReadAsync(
            await File.ReadAllBytesAsync(path), ["id", "few", "text", "money", "day", "local", "instant", "small", "flag", "bytes", "parent", "list", "map"]);

        Assert.Equal(
            "int64 int32 utf8 decimal(12,2) date32 timestamp[Microsecond,] timestamp[Microsecond,UTC] int8 bool binary",
            string.Join(' ', schema.FieldsList.Take(10).Select(field => Cells.Type(field.DataType))));
        for (var column = 0; column < columns.Count; column++)
        {
            Assert.Equal(expected.Select(row => row[column]), columns[column]);
        }
    }

    [Fact]
    public async Task Bounds_in_the_row_groups_of_DuckDb_hold_all_their_rows()
    {
        using var duck = new DuckDb();
        var path = duck.File("theirs.parquet");
        duck.Run($"copy ({Source}) to '{path}' (format parquet, row_group_size 4096)");
        await using var file = await files.OpenAsync(await File.ReadAllBytesAsync(path));

        for (var group = 0; group < file.RowGroups.Count; group++)
        {
            var (first, end) = (file.RowGroups.Take(group).Sum(g => g.RowCount), file.RowGroups.Take(group + 1).Sum(g => g.RowCount));
            var ids = file.RowGroups[group].Columns.Single(c => c.Path[0] == "id");
            var few = file.RowGroups[group].Columns.Single(c => c.Path[0] == "few");
            Assert.Equal((first.ToString(), (end - 1).ToString(), 0L), (Cells.Of(ids.Min!, 0), Cells.Of(ids.Max!, 0), ids.NullCount));
            Assert.Equal(duck.Rows($"select count(*) from '{path}' where few is null and id >= {first} and id < {end}")[0][0], few.NullCount.ToString());
        }
    }

    [Fact]
    public async Task Real_flights_are_read_as_DuckDb_reads_them()
    {
        var path = Files.Shared("flights-3m.parquet");
        Assert.SkipWhen(path is null, "fixtures not found");
        using var duck = new DuckDb();
        await using var file = await files.OpenAsync(await File.ReadAllBytesAsync(path!));
        var names = file.Schema.FieldsList.Select(field => field.Name).ToArray();

        var sums = new long[names.Length];
        long rows = 0;
        await foreach (var batch in file.ReadAsync())
        {
            using (batch)
            {
                rows += batch.Length;
                for (var i = 0; i < batch.ColumnCount; i++)
                {
                    sums[i] += batch.Column(i).Length - batch.Column(i).NullCount;
                }
            }
        }

        Assert.Equal(file.RowCount, rows);
        var expected = duck.Rows($"select count(*), {string.Join(", ", names.Select(name => $"count(\"{name}\")"))} from '{path}'")[0];
        Assert.Equal(expected, [rows.ToString(), .. sums.Select(sum => sum.ToString())]);
    }

    [Fact]
    [Trait("tier", "long")]
    public async Task Real_flights_survive_being_rewritten()
    {
        var path = Files.Shared("flights-3m.parquet");
        Assert.SkipWhen(path is null, "fixtures not found");
        using var duck = new DuckDb();
        await using var file = await files.OpenAsync(await File.ReadAllBytesAsync(path!));
        await using (var stream = File.Create(duck.File("ours.parquet")))
        {
            await using var writer = engine.CreateWriter(stream, file.Schema, new ParquetWriteOptions());
            await foreach (var batch in file.ReadAsync())
            {
                using (batch)
                {
                    await writer.WriteAsync(batch);
                }
            }

            await writer.FinishAsync();
        }

        var ours = $"(select * from '{duck.File("ours.parquet")}')";
        Assert.Equal("0", duck.Rows($"select count(*) from ((from '{path}') except all {ours})")[0][0]);
        Assert.Equal("0", duck.Rows($"select count(*) from ({ours} except all (from '{path}'))")[0][0]);
    }

    public sealed class OnParquetSharp() : DuckDbTests(ParquetEngines.Default);

    public sealed class OnParquetNet() : DuckDbTests(ParquetEngines.Managed);
}
