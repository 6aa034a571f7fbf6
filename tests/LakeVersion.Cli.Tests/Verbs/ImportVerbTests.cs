using System.Text;

namespace LakeVersion.Cli.Tests.Verbs;

public sealed class ImportVerbTests
{
    [Fact]
    public async Task A_CSV_file_becomes_a_table_in_one_commit()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "id,name\n1,x\n2,\n");
        var text = (await lake.RunAsync("import", "a.csv", "--into", "raw/a", "-m", "Load")).Done();
        Assert.Contains("main: Load", text.Out);
        Assert.Contains("table raw/a, 2 rows, 1 data file", text.Out);

        Assert.Equal("id,name\r\n1,x\r\n2,\r\n", (await lake.RunAsync("table", "read", "raw/a")).Done().Out);
        var log = (await lake.RunAsync("log", "--json")).Done().Json().GetProperty("commits");
        Assert.Equal("import", Assert.Single(log.EnumerateArray()).GetProperty("operation").GetString());
    }

    [Fact]
    public async Task The_answer_as_JSON_counts_rows_and_files()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.jsonl", "{\"a\":1}\n{\"a\":2.5}\n");
        var json = (await lake.RunAsync("import", "a.jsonl", "--into", "a", "--json")).Done().Json();

        Assert.Equal((1, "import", "committed"), (json.GetProperty("version").GetInt32(), json.GetProperty("verb").GetString(), json.GetProperty("status").GetString()));
        Assert.Equal(2, json.GetProperty("figures").GetProperty("rows").GetInt32());
        Assert.Equal(1, json.GetProperty("figures").GetProperty("dataFiles").GetInt32());
    }

    [Fact]
    public async Task An_existing_table_is_refused_without_append_or_overwrite()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "id\n1\n");
        (await lake.RunAsync("import", "a.csv", "--into", "a")).Done();
        var head = await lake.HeadAsync();

        Assert.Contains("--append", (await lake.RunAsync("import", "a.csv", "--into", "a", "--json")).Ended(5).ErrorJson().GetProperty("message").GetString());
        Assert.Equal(head, await lake.HeadAsync());
        (await lake.RunAsync("import", "a.csv", "--into", "a", "--append")).Done();
        Assert.Equal("id\r\n1\r\n1\r\n", (await lake.RunAsync("table", "read", "a")).Out);
        (await lake.RunAsync("import", "a.csv", "--into", "a", "--overwrite")).Done();
        Assert.Equal("id\r\n1\r\n", (await lake.RunAsync("table", "read", "a")).Out);
    }

    [Fact]
    public async Task An_append_reads_text_by_the_columns_of_the_table()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "code,day\n007,2026-01-01\n");
        lake.Write("b.csv", "code,day\n42,2026-01-02\n");
        lake.Write("c.csv", "code,day\n42,soon\n");
        (await lake.RunAsync("import", "a.csv", "--into", "a")).Done();
        (await lake.RunAsync("import", "b.csv", "--into", "a", "--append")).Done();
        Assert.Equal("code,day\r\n007,2026-01-01\r\n42,2026-01-02\r\n".Length, (await lake.RunAsync("table", "read", "a")).Done().Out.Length);

        var error = (await lake.RunAsync("import", "c.csv", "--into", "a", "--append", "--json")).Ended(2).ErrorJson().GetProperty("message").GetString()!;
        Assert.Contains("c.csv, line 2, column 4", error);
        Assert.Contains("expected a date, found 'soon'", error);
    }

    [Fact]
    public async Task Malformed_CSV_names_file_and_line_and_commits_nothing()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("x", "1");
        var head = await lake.HeadAsync();
        lake.Write("bad.csv", "a,b\n1,2\n3\n");

        Assert.Contains("bad.csv, line 3: expected 2 fields, found 1", (await lake.RunAsync("import", "bad.csv", "--into", "t")).Ended(2).Error);
        Assert.Equal(head, await lake.HeadAsync());
        Assert.Equal("", (await lake.RunAsync("table", "list")).Done().Out);
    }

    [Fact]
    public async Task Malformed_JSON_names_file_line_and_byte_and_commits_nothing()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("bad.json", "[{\"a\":1},\n {\"a\":}]\n");

        Assert.Contains("bad.json, line 2, byte", (await lake.RunAsync("import", "bad.json", "--into", "t")).Ended(2).Error);
        Assert.Equal("", (await lake.RunAsync("table", "list")).Done().Out);
    }

    [Fact]
    public async Task A_file_that_is_not_there_and_a_folder_are_told_before_their_format()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("days/a.csv", "n\n1\n");

        Assert.Contains("There is no file 'nope'", (await lake.RunAsync("import", "nope", "--into", "t")).Ended(3).Error);
        Assert.Contains("'days' is a folder", (await lake.RunAsync("import", "days", "--into", "t")).Ended(3).Error);
    }

    [Fact]
    public async Task A_file_that_is_no_Parquet_is_the_fault_of_the_file()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("bad.parquet", "this is no Parquet file");

        Assert.StartsWith("lv: bad.parquet: expected", (await lake.RunAsync("import", "bad.parquet", "--into", "t")).Ended(2).Error);
        (await lake.RunAsync("import", "none.csv", "--into", "t")).Ended(3);
        lake.Write("bad.xyz", "");
        (await lake.RunAsync("import", "bad.xyz", "--into", "t")).Ended(2);
    }

    [Fact]
    public async Task Several_files_become_one_version_with_the_columns_of_all()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "id,size\n1,2\n");
        lake.Write("b.json", "[{\"id\":2,\"size\":2.5,\"note\":\"n\"}]");
        (await lake.RunAsync("import", "a.csv", "b.json", "--into", "t", "--schema", "id long, size double, note string")).Done();

        var history = (await lake.RunAsync("table", "history", "t", "--json")).Done().Json();
        Assert.Equal(1, history.GetProperty("versions").GetArrayLength());
        Assert.Equal("id,size,note\r\n1,2,\r\n2,2.5,n\r\n", (await lake.RunAsync("table", "read", "t")).Out);

        (await lake.RunAsync("import", "a.csv", "b.json", "--into", "u")).Done();
        Assert.Equal("id,size,note\r\n1,2,\r\n2,2.5,n\r\n", (await lake.RunAsync("table", "read", "u")).Out);
    }

    [Fact]
    public async Task Standard_input_is_read_with_a_format()
    {
        using var lake = await CliLake.CreateAsync();
        (await lake.RunAsync("import", "-", "--into", "t")).Ended(2);
        (await lake.RunAsync(Encoding.UTF8.GetBytes("a\tb\n1\tNA\n"), ["import", "-", "--format", "tsv", "--null", "NA", "--into", "t"])).Done();
        Assert.Equal("a,b\r\n1,\r\n", (await lake.RunAsync("table", "read", "t")).Out);
    }

    [Fact]
    public async Task New_columns_need_merge_schema_and_other_types_need_overwrite_schema()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "id\n1\n");
        lake.Write("b.csv", "id,more\n2,x\n");
        lake.Write("c.csv", "id\nword\n");
        (await lake.RunAsync("import", "a.csv", "--into", "t")).Done();
        (await lake.RunAsync("import", "b.csv", "--into", "t", "--append")).Ended(2);
        (await lake.RunAsync("import", "b.csv", "--into", "t", "--append", "--merge-schema")).Done();
        (await lake.RunAsync("import", "c.csv", "--into", "t", "--overwrite")).Ended(2);
        (await lake.RunAsync("import", "c.csv", "--into", "t", "--overwrite", "--overwrite-schema")).Done();
        Assert.Equal("id\r\nword\r\n", (await lake.RunAsync("table", "read", "t")).Out);
    }

    [Fact]
    public async Task A_table_is_partitioned_when_it_is_made()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "day,n\n2026-01-01,1\n2026-01-02,2\n");
        var made = (await lake.RunAsync("import", "a.csv", "--into", "t", "--partition-by", "day", "--json")).Done().Json();

        Assert.Equal(2, made.GetProperty("figures").GetProperty("dataFiles").GetInt32());
        (await lake.RunAsync("import", "a.csv", "--into", "t", "--append", "--partition-by", "n")).Ended(2);
        (await lake.RunAsync("import", "a.csv", "--into", "u", "--partition-by", "dya")).Ended(2);
    }

    [Fact]
    public async Task The_same_import_with_an_idempotency_key_is_done_once()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "id\n1\n");
        string[] command = ["import", "a.csv", "--into", "t", "--idempotency-key", "load-1", "--json"];
        var first = (await lake.RunAsync(command)).Done().Json();
        var second = (await lake.RunAsync(command)).Done().Json();

        Assert.Equal("replayed", second.GetProperty("status").GetString());
        Assert.Equal(first.GetProperty("commit").GetString(), second.GetProperty("commit").GetString());
        Assert.Equal("id\r\n1\r\n", (await lake.RunAsync("table", "read", "t")).Out);
    }

    [Fact]
    public async Task An_import_of_other_content_or_in_another_way_is_refused_under_the_same_key()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "id\n1\n");
        lake.Write("b.csv", "id\n2\n");
        lake.Write("same.csv", "id\n1\n");
        (await lake.RunAsync("import", "a.csv", "--into", "t", "--idempotency-key", "k")).Done();

        Assert.Contains("done before", (await lake.RunAsync("import", "same.csv", "--into", "t", "--idempotency-key", "k")).Done().Out);
        Assert.Contains("'k'", (await lake.RunAsync("import", "b.csv", "--into", "t", "--append", "--idempotency-key", "k")).Ended(4).Error);
        (await lake.RunAsync("import", "a.csv", "--into", "t", "--append", "--idempotency-key", "k")).Ended(4);
        (await lake.RunAsync("import", "a.csv", "--into", "u", "--idempotency-key", "k")).Ended(4);
        Assert.Equal("id\r\n1\r\n", (await lake.RunAsync("table", "read", "t")).Out);
    }

    [Fact]
    public async Task A_dry_run_shows_the_table_and_makes_none()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "id\n1\n");
        var dry = (await lake.RunAsync("import", "a.csv", "--into", "t", "--dry-run", "--json")).Done().Json();

        Assert.Equal("dryRun", dry.GetProperty("status").GetString());
        Assert.Equal("t", dry.GetProperty("changes")[0].GetProperty("path").GetString());
        Assert.Equal("", (await lake.RunAsync("table", "list")).Done().Out);
    }

    [Theory]
    [InlineData("--append", "--overwrite")]
    [InlineData("--overwrite-schema")]
    [InlineData("--delimiter", ";;")]
    [InlineData("--sample", "0")]
    [InlineData("--schema", "id interval")]
    [InlineData("--format", "xml")]
    public async Task Options_that_make_no_sense_are_usage_errors(params string[] options)
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "id\n1\n");
        (await lake.RunAsync(["import", "a.csv", "--into", "t", .. options])).Ended(2);
    }
}
