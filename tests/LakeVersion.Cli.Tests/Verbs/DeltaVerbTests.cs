using System.Text;
using System.Text.Json;
using LakeVersion.Storage;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Cli.Tests.Verbs;

/// <summary><c>lv delta</c> on tables that <c>lv table export</c> made: plain folders, no lake.</summary>
public sealed class DeltaVerbTests
{
    private const string Csv = "id,name,part\n1,x,a\n2,\"y,z\",b\n3,,b\n";

    [Fact]
    public async Task Info_tells_version_protocol_properties_and_size()
    {
        using var lake = await WithTableAsync();
        var text = (await lake.RunAsync("delta", "info", "t")).Done().Out;
        Assert.Contains("reader 1, writer 7: inCommitTimestamp", text);
        Assert.Contains("3 rows, 2 files", text);
        Assert.Matches("property +delta.enableInCommitTimestamps = true", text);
        var json = (await lake.RunAsync("delta", "info", "t", "--json")).Done().Json();
        Assert.Equal((0, 3, 2), (Number(json, "tableVersion"), Number(json, "rows"), Number(json, "files")));
        Assert.Equal(7, Number(json.GetProperty("protocol"), "minWriterVersion"));
        Assert.DoesNotContain("location", text);
        Assert.Equal(Path.Combine(lake.Work, "t"), json.GetProperty("location").GetString());
    }

    [Fact]
    public async Task Schema_and_history_are_shown_in_words_and_JSON()
    {
        using var lake = await WithTableAsync();
        Assert.Matches(@"part +string +yes +yes", (await lake.RunAsync("delta", "schema", "t")).Done().Out);
        var schema = (await lake.RunAsync("delta", "schema", "t", "--json")).Done().Json();
        Assert.Equal("long", schema.GetProperty("columns")[0].GetProperty("type").GetString());
        Assert.Equal("part", schema.GetProperty("partitionColumns")[0].GetString());
        Assert.Contains("CLONE", (await lake.RunAsync("delta", "history", "t")).Done().Out);
        var history = (await lake.RunAsync("delta", "history", "t", "--json")).Done().Json();
        Assert.Equal("CLONE", history.GetProperty("versions")[0].GetProperty("operation").GetString());
    }

    [Fact]
    public async Task Files_are_listed_with_rows_and_partition_values()
    {
        using var lake = await WithTableAsync();
        Assert.Matches(@"(?m)^part=b/\S+ +\S+ \S+ +2 +part=b$", (await lake.RunAsync("delta", "files", "t")).Done().Out);
        var json = (await lake.RunAsync("delta", "files", "t", "--json")).Done().Json();
        Assert.Equal("a", json.GetProperty("files")[0].GetProperty("partitionValues").GetProperty("part").GetString());
        Assert.Equal([1, 2], json.GetProperty("files").EnumerateArray().Select(file => Number(file, "rows")));
    }

    [Fact]
    public async Task Rows_are_read_to_a_terminal_a_pipe_and_files()
    {
        using var lake = await WithTableAsync();
        const string rows = "id,name,part\r\n1,x,a\r\n2,\"y,z\",b\r\n3,,b\r\n";
        Assert.Equal(rows, (await lake.RunAsync("delta", "read", "t")).Done().Out);
        Assert.Equal(rows, (await lake.RunAsync("delta", "read", "./t/", "-o", "-")).Done().Out);
        Assert.Equal("name\r\nx\r\n", (await lake.RunAsync("delta", "read", "t", "--columns", "name", "--limit", "1")).Done().Out);
        Assert.Equal("{\"id\":1,\"name\":\"x\",\"part\":\"a\"}", (await lake.RunAsync("delta", "read", "t", "--json")).Done().Out.Split('\n')[0]);
        Assert.Equal("Wrote 3 rows to t.csv (38 B).\n", (await lake.RunAsync("delta", "read", "t", "-o", "t.csv")).Done().Out);
        Assert.Equal(rows, lake.Read("t.csv"));
        Assert.Contains("Did you mean 'name'?", (await lake.RunAsync("delta", "read", "t", "--columns", "nam")).Ended(2).Error);
        lake.IsOutTerminal = true;
        Assert.Contains("(2 of 3 rows)", (await lake.RunAsync("delta", "read", "t", "--limit", "2")).Done().Out);
    }

    [Theory]
    [InlineData("", "names no column")]
    [InlineData(",", "names no column")]
    [InlineData("id,id", "'id' twice")]
    public async Task Columns_that_are_none_or_named_twice_are_a_fault_of_usage(string columns, string words)
    {
        using var lake = await WithTableAsync();
        Assert.Contains(words, (await lake.RunAsync("delta", "read", "t", "--columns", columns)).Ended(2).Error);
    }

    [Fact]
    public async Task Nothing_in_the_folder_of_the_table_is_written_or_replaced_nor_a_folder_by_a_file()
    {
        using var lake = await WithTableAsync();
        var table = Path.Combine(lake.Work, "t");
        var log = Path.Combine("t", "_delta_log", "00000000000000000000.json");
        var before = lake.Read(log);
        foreach (var target in new[] { log, Path.Combine(table, "new.csv"), "./t/../t/x/new.csv" })
        {
            Assert.Contains("folder of the table", (await lake.RunAsync("delta", "read", "t", "-o", target, "--format", "csv")).Ended(5).Error);
        }

        Assert.Equal(before, lake.Read(log));
        Assert.False(File.Exists(Path.Combine(table, "new.csv")));
        (await lake.RunAsync("delta", "read", "t", "-o", "..t.csv")).Done();
        Directory.CreateDirectory(Path.Combine(lake.Work, "folder.csv"));
        Assert.Contains("is a folder", (await lake.RunAsync("delta", "read", "t", "-o", "folder.csv")).Ended(5).Error);
    }

    [Fact]
    public async Task A_test_chooses_rows_and_files_and_its_fault_is_pointed_at()
    {
        using var lake = await WithTableAsync();
        Assert.Equal("id\r\n2\r\n3\r\n", (await lake.RunAsync("delta", "read", "t", "--where", "part = 'b' and id >= 2", "--columns", "id")).Done().Out);
        Assert.Equal("id\r\n3\r\n", (await lake.RunAsync("table", "read", "t", "--where", "name is null", "--columns", "id")).Done().Out);
        var files = (await lake.RunAsync("delta", "files", "t", "--where", "id > 1")).Done().Out;
        Assert.Contains("part=b/", files);
        Assert.EndsWith("(1 file; 1 pruned, in which no row can pass)\n", files);
        Assert.Equal(1, Number((await lake.RunAsync("delta", "files", "t", "--where", "part = 'a'", "--json")).Done().Json(), "pruned"));
        var error = (await lake.RunAsync("delta", "read", "t", "--where", "idd > 1")).Ended(2).Error;
        Assert.Contains("^", error);
        Assert.Contains("id", error);
        lake.IsOutTerminal = true;
        Assert.Contains("(2 rows)", (await lake.RunAsync("delta", "read", "t", "--where", "id > 1")).Done().Out);
    }

    [Fact]
    public async Task Parquet_keeps_every_type_as_DuckDB_sees_it()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        SharedData.Ask($"""
            copy (select i::bigint as id, (i * 1.25)::decimal(12,3) as price, (timestamp '2024-01-31 10:00:00.123456' + interval (i) hour)::timestamptz as moment,
                timestamp '1999-12-31 23:59:59.999999' + interval (i) day as wall, date '2000-02-29' + i::integer as day, i::double / 3 as ratio, i % 2 = 0 as even,
                encode('b' || i) as bytes, [i, null, i * 2]::integer[] as list, ({"{"}'a': i, 'b': 'x' || i{"}"}) as nested, map(['k' || i], [i]) as pairs
                from range(1000) r(i)) to '{lake.Work}/in.parquet' (format parquet)
            """);
        (await lake.RunAsync("import", "in.parquet", "--into", "types")).Done();
        (await lake.RunAsync("table", "export", "types", "types")).Done();

        var written = (await lake.RunAsync("delta", "read", "types", "-o", "out.parquet", "--json")).Done().Json();

        Assert.Equal((1000, "parquet"), (Number(written, "rows"), written.GetProperty("format").GetString()));
        SharedData.SameRows($"read_parquet('{lake.Work}/in.parquet')", $"read_parquet('{lake.Work}/out.parquet')");
        const string types = "select string_agg(column_name || ' ' || column_type, ', ') from (describe from read_parquet('{0}'))";
        Assert.Equal(SharedData.Ask(string.Format(null, types, $"{lake.Work}/in.parquet")), SharedData.Ask(string.Format(null, types, $"{lake.Work}/out.parquet")));
    }

    [Fact]
    public async Task Versions_and_times_choose_what_is_read()
    {
        using var lake = await WithTableAsync();
        (await lake.RunAsync("delta", "read", "t", "--version", "0")).Done();
        Assert.Contains("no version 4", (await lake.RunAsync("delta", "read", "t", "--version", "4")).Ended(3).Error);
        Assert.Contains("did not exist", (await lake.RunAsync("delta", "info", "t", "--as-of", "2001-01-01")).Ended(3).Error);
        (await lake.RunAsync("delta", "files", "t", "--version", "0", "--as-of", "now")).Ended(2);
    }

    [Fact]
    public async Task Changes_are_read_where_the_table_records_them()
    {
        using var lake = await WithTableAsync();
        Assert.Contains("delta.enableChangeDataFeed", (await lake.RunAsync("delta", "changes", "t")).Ended(3).Error);
        Record(lake);

        Assert.Equal(
            "id,_change_type,_commit_version\r\n1,insert,0\r\n2,insert,0\r\n3,insert,0\r\n1,delete,1\r\n",
            (await lake.RunAsync("delta", "changes", "t", "--columns", "id,_change_type,_commit_version")).Done().Out);
        Assert.Equal("id\r\n1\r\n", (await lake.RunAsync("delta", "changes", "t", "--from", "1", "--columns", "id")).Done().Out);
        Assert.Equal("id\r\n1\r\n", (await lake.RunAsync("delta", "changes", "t", "--where", "_change_type = 'delete'", "--columns", "id")).Done().Out);
        var json = (await lake.RunAsync("delta", "changes", "t", "--to", "0", "-o", "c.jsonl", "--json")).Done().Json();
        Assert.Equal((0, 0, 3), (Number(json, "fromVersion"), Number(json, "toVersion"), Number(json, "rows")));
        (await lake.RunAsync("delta", "changes", "t", "--from", "0", "--since", "now")).Ended(2);
        (await lake.RunAsync("delta", "changes", "t", "--from", "5")).Ended(3);
        Assert.Contains("were not recorded", (await lake.RunAsync("table", "changes", "t")).Ended(3).Error);
        Assert.Contains("No table 'u'", (await lake.RunAsync("table", "changes", "u")).Ended(3).Error);
    }

    [Fact]
    public async Task Changes_of_a_table_in_a_lake_are_the_same()
    {
        using var lake = await WithTableAsync();
        Record(lake);
        (await lake.RunAsync("adopt", "t", "recorded", "--copy")).Done();
        string[] columns = ["--columns", "id,_change_type,_commit_version"];
        Assert.Equal((await lake.RunAsync(["delta", "changes", "t", .. columns])).Done().Out, (await lake.RunAsync(["table", "changes", "recorded", .. columns])).Done().Out);
        Assert.Equal("Wrote 1 change to c.csv (7 B).\n", (await lake.RunAsync("table", "changes", "recorded", "--from", "1", "--columns", "id", "-o", "c.csv")).Done().Out);
    }

    [Fact]
    public async Task A_check_ends_with_1_where_a_file_is_gone_and_tells_extra_ones()
    {
        using var lake = await WithTableAsync();
        Assert.Equal("Whole: version 0, 2 files there as the log says.\n", (await lake.RunAsync("delta", "fsck", "t", "--deep")).Done().Out);
        lake.Write("t/part=a/left.parquet", "x");
        Assert.StartsWith("extra        part=a/left.parquet (1 B): no version in the log names it\n", (await lake.RunAsync("delta", "fsck", "t")).Done().Out);
        var file = Directory.GetFiles(Path.Combine(lake.Work, "t", "part=b")).Single();
        File.Delete(file);

        var text = (await lake.RunAsync("delta", "fsck", "t")).Ended(1).Out;
        Assert.StartsWith($"missing      part=b/{Path.GetFileName(file)} (", text);
        Assert.Contains("Not whole: version 0 needs 2 files; missing 1, mismatching 0, damaged 0.", text);
        var json = (await lake.RunAsync("delta", "fsck", "t", "--json")).Ended(1).Json();
        Assert.False(json.GetProperty("whole").GetBoolean());
        Assert.Equal($"part=b/{Path.GetFileName(file)}", json.GetProperty("missing")[0].GetProperty("path").GetString());
        Assert.Equal(1, Number(json.GetProperty("unknown")[0], "sizeBytes"));
        Assert.Contains("gone", (await lake.RunAsync("delta", "read", "t")).Ended(6).Error);
    }

    [Fact]
    public async Task A_table_in_a_store_is_read_through_its_provider()
    {
        using var lake = await WithTableAsync();
        var place = TestStores.Location(Path.Combine(lake.Folder, "plain")) + "/deep table";
        var (local, store) = (new LocalFolderStore(Path.Combine(lake.Work, "t")), TestStores.OpenAt(place));
        await foreach (var item in local.ListAsync(new ListRequest()))
        {
            await store.PutAsync(StoreKey.Parse(item.Name), (await local.GetAsync(StoreKey.Parse(item.Name)))!.Value);
        }

        Assert.Equal("id\r\n1\r\n2\r\n3\r\n", (await lake.RunAsync("delta", "read", place, "--columns", "id")).Done().Out);
        Assert.Equal("Whole: version 0, 2 files there as the log says.\n", (await lake.RunAsync("delta", "fsck", place, "--deep")).Done().Out);
    }

    [Fact]
    public async Task What_is_no_table_is_said_kindly()
    {
        using var lake = await WithTableAsync();
        lake.Write("plain/x.txt", "x");
        Assert.Contains($"'{lake.Location}' is a lake, not a Delta table. Its tables: lv table list --lake", (await lake.RunAsync("delta", "info", lake.Location)).Ended(2).Error);
        Assert.Contains("is not a Delta table", (await lake.RunAsync("delta", "info", "plain")).Ended(3).Error);
        Assert.Contains("Did you mean 'plain'?", (await lake.RunAsync("delta", "info", "plian")).Ended(3).Error);
        (await lake.RunAsync("delta", "info", "gs://bucket/t")).Ended(5);
        (await lake.RunAsync("delta", "info", "s3:/bucket/t")).Ended(2);
        Assert.False(Directory.Exists(Path.Combine(lake.Work, "plian")));
    }

    // Table t in the folder that commands run in, divided by part.
    private static async Task<CliLake> WithTableAsync()
    {
        var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", Csv);
        (await lake.RunAsync("import", "a.csv", "--into", "t", "--partition-by", "part")).Done();
        (await lake.RunAsync("table", "export", "t", "t")).Done();
        return lake;
    }

    // As if changes had been recorded from the first version on; the second removes the file of part a.
    private static void Record(CliLake lake)
    {
        var log = Path.Combine(lake.Work, "t", "_delta_log");
        var first = Path.Combine(log, "00000000000000000000.json");
        var lines = File.ReadAllText(first)
            .Replace("\"writerFeatures\":[", "\"writerFeatures\":[\"changeDataFeed\",", StringComparison.Ordinal)
            .Replace("\"configuration\":{", "\"configuration\":{\"delta.enableChangeDataFeed\":\"true\",", StringComparison.Ordinal);
        File.WriteAllText(first, lines);
        var time = JsonDocument.Parse(lines.Split('\n')[0]).RootElement.GetProperty("commitInfo").GetProperty("inCommitTimestamp").GetInt64() + 1;
        var add = lines.Split('\n').Single(line => line.StartsWith("{\"add\":{\"path\":\"part=a", StringComparison.Ordinal));
        var removed = "{\"remove\":" + add["{\"add\":".Length..];
        File.WriteAllText(Path.Combine(log, "00000000000000000001.json"), $$$"""{"commitInfo":{"inCommitTimestamp":{{{time}}},"operation":"DELETE"}}""" + "\n" + removed, new UTF8Encoding(false));
    }

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
