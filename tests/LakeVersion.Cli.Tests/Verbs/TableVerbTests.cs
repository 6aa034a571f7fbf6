using Apache.Arrow.Ipc;
using LakeVersion.Delta;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Tests.Verbs;

public sealed class TableVerbTests
{
    private const string Rows = "id,name\r\n1,x\r\n2,\"y,z\"\r\n3,\r\n";

    [Fact]
    public async Task The_environment_chooses_what_reads_and_writes_Parquet()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        lake.Write("a.csv", "id,name\n1,x\n2,\n");
        (await lake.RunAsync("import", "a.csv", "--into", "a")).Done();
        (await lake.RunAsync("table", "export", "a", "native.parquet")).Done();
        lake.Environment["LAKEVERSION_PARQUET"] = "managed";
        (await lake.RunAsync("table", "export", "a", "managed.parquet")).Done();
        (await lake.RunAsync("import", "native.parquet", "managed.parquet", "--into", "b")).Done();
        lake.Environment["LAKEVERSION_PARQUET"] = "native";

        Assert.Equal("id,name\r\n1,x\r\n2,\r\n1,x\r\n2,\r\n", (await lake.RunAsync("table", "read", "b")).Done().Out);
        Assert.NotEqual(
            await File.ReadAllBytesAsync(Path.Combine(lake.Work, "native.parquet")), await File.ReadAllBytesAsync(Path.Combine(lake.Work, "managed.parquet")));
        lake.Environment["LAKEVERSION_PARQUET"] = "what";
        Assert.Contains("'managed'", (await lake.RunAsync("table", "read", "b")).Ended(2).Error);
    }

    [Fact]
    public async Task Tables_are_listed_in_words_and_JSON()
    {
        using var lake = await WithTableAsync();
        Assert.Equal("sales/t\n", (await lake.RunAsync("table", "list")).Done().Out);
        Assert.Contains("3", (await lake.RunAsync("table", "list", "--long")).Done().Out);
        var json = (await lake.RunAsync("table", "list", "sales/", "--long", "--json")).Done().Json();
        Assert.Equal(3, json.GetProperty("tables")[0].GetProperty("rows").GetInt64());
        Assert.Equal("", (await lake.RunAsync("table", "list", "other")).Done().Out);
    }

    [Fact]
    public async Task Columns_and_versions_are_shown()
    {
        using var lake = await WithTableAsync();
        Assert.Contains("long", (await lake.RunAsync("table", "schema", "sales/t")).Done().Out);
        Assert.Contains("CREATE TABLE AS SELECT", (await lake.RunAsync("table", "history", "main:sales/t")).Done().Out);
        var json = (await lake.RunAsync("table", "history", "sales/t", "--json")).Done().Json();
        Assert.Equal(0, json.GetProperty("versions")[0].GetProperty("tableVersion").GetInt64());
        Assert.Contains("sales/t", (await lake.RunAsync("table", "schema", "sales/T")).Ended(3).Error);
    }

    [Fact]
    public async Task A_terminal_sees_the_first_rows_and_a_pipe_gets_CSV()
    {
        using var lake = await WithTableAsync();
        Assert.Equal(Rows, (await lake.RunAsync("table", "read", "sales/t")).Done().Out);
        Assert.Contains("(2 of 3 rows)", (await lake.RunAsync("table", "read", "sales/t", "--format", "table", "--limit", "2")).Done().Out);
        Assert.Equal("name\r\nx\r\n", (await lake.RunAsync("table", "read", "sales/t", "--columns", "name", "--limit", "1")).Done().Out);
        Assert.Contains("id", (await lake.RunAsync("table", "read", "sales/t", "--columns", "ids")).Ended(2).Error);
    }

    [Fact]
    public async Task Arrow_and_JSON_lines_come_through_a_pipe()
    {
        using var lake = await WithTableAsync();
        var arrow = (await lake.RunAsync("table", "read", "sales/t", "--format", "arrow", "-o", "-")).Done();
        using var reader = new ArrowStreamReader(new MemoryStream(arrow.Bytes));
        using var batch = await reader.ReadNextRecordBatchAsync();
        Assert.Equal(3, batch.Length);

        Assert.Equal("{\"id\":1,\"name\":\"x\"}", (await lake.RunAsync("table", "read", "sales/t", "--json")).Done().Out.Split('\n')[0]);
    }

    [Fact]
    public async Task Files_get_the_format_of_their_extension()
    {
        using var lake = await WithTableAsync();
        foreach (var file in (string[])["t.parquet", "t.csv", "t.jsonl", "t.arrow", "t.arrows"])
        {
            (await lake.RunAsync("table", "read", "sales/t", "-o", file)).Done();
        }

        SharedData.SameRows($"read_parquet('{lake.Work}/t.parquet')", "(values (1::bigint, 'x'), (2::bigint, 'y,z'), (3::bigint, null)) r(id, name)");
        SharedData.SameRows($"read_parquet('{lake.Work}/t.parquet')", $"read_json('{lake.Work}/t.jsonl')");
        Assert.Equal(Rows, lake.Read("t.csv"));
        using var reader = new ArrowFileReader(File.OpenRead(Path.Combine(lake.Work, "t.arrow")));
        Assert.Equal(1, await reader.RecordBatchCountAsync());
        Assert.DoesNotContain(Directory.GetFiles(lake.Work), file => Path.GetFileName(file).StartsWith(".lv-", StringComparison.Ordinal));
        (await lake.RunAsync("table", "read", "sales/t", "-o", "t.xyz")).Ended(2);
    }

    [Fact]
    public async Task Earlier_revisions_versions_and_times_are_read()
    {
        using var lake = await WithTableAsync(isLocal: true); // a server's clock cannot be turned
        lake.Write("b.csv", "id,name\n9,last\n");
        lake.Time.Advance(TimeSpan.FromDays(1));
        (await lake.RunAsync("import", "b.csv", "--into", "sales/t", "--overwrite")).Done();

        Assert.Equal("id,name\r\n9,last\r\n", (await lake.RunAsync("table", "read", "sales/t")).Done().Out);
        Assert.Equal(Rows, (await lake.RunAsync("table", "read", "sales/t", "--at", "main~1")).Done().Out);
        Assert.Equal(Rows, (await lake.RunAsync("table", "read", "sales/t", "--version", "0")).Done().Out);
        Assert.Equal(Rows, (await lake.RunAsync("table", "read", "sales/t", "--as-of", "12 hours ago")).Done().Out);
        (await lake.RunAsync("table", "read", "sales/t", "--version", "7")).Ended(3);
        (await lake.RunAsync("table", "read", "sales/t", "--version", "0", "--as-of", "now")).Ended(2);
    }

    [Fact]
    public async Task An_exported_folder_is_a_plain_table_with_the_same_bytes()
    {
        using var lake = await WithTableAsync();
        var json = (await lake.RunAsync("table", "export", "sales/t", "out", "--json")).Done().Json();
        Assert.Equal(("delta", 3L), (json.GetProperty("format").GetString(), json.GetProperty("rows").GetInt64()));

        var folder = new LocalFolderStore(Path.Combine(lake.Work, "out"));
        var table = await DeltaTable.OpenAsync(folder, new DeltaContext(ParquetEngines.Default, TimeProvider.System, SystemEntropy.Instance));
        var exported = await table.SnapshotAsync();
        await using var opened = await Lake.OpenAsync(lake.Store);
        var at = await opened.AtAsync("main");
        var source = await at.Table("sales/t").OpenAsync();
        Assert.Equal((0L, source.Metadata.SchemaString), (exported.Version, exported.Metadata.SchemaString));
        Assert.Equal(source.Properties, exported.Properties);
        Assert.NotEqual(source.Metadata.Id, exported.Metadata.Id);
        var file = Assert.Single(exported.Files);
        Assert.Equal((await at.Files.ReadAsync("sales/t/" + file.Path)).ToArray(), File.ReadAllBytes(Path.Combine(lake.Work, "out", file.Path)));
        Assert.Equal(["_delta_log", file.Path], Directory.GetFileSystemEntries(Path.Combine(lake.Work, "out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_writes_local_files_refuses_locations_of_stores_and_takes_those_of_files()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a.txt", "a");
        (await lake.RunAsync("import", lake.Write("t.csv", "a\n1\n"), "--into", "t")).Done();

        Assert.Contains("local files and folders only", (await lake.RunAsync("table", "export", "t", "s3://bucket/t.csv")).Ended(2).Error);
        Assert.Contains("local files and folders only", (await lake.RunAsync("table", "read", "t", "-o", "s3://bucket/t.csv")).Ended(2).Error);
        Assert.Contains("local files and folders only", (await lake.RunAsync("get", "a.txt", "s3://bucket/a.txt")).Ended(2).Error);
        Assert.Contains("Add the slashes", (await lake.RunAsync("get", "a.txt", "s3:/bucket/a.txt")).Ended(2).Error);
        Assert.Equal(["t.csv"], Directory.EnumerateFileSystemEntries(lake.Work).Select(Path.GetFileName));

        (await lake.RunAsync("get", "a.txt", new Uri(Path.Combine(lake.Work, "got.txt")).AbsoluteUri)).Done();
        Assert.Equal("a", lake.Read("got.txt"));
    }

    [Fact]
    public async Task An_export_does_not_replace_what_is_there()
    {
        using var lake = await WithTableAsync();
        lake.Write("t.csv", "mine");
        (await lake.RunAsync("table", "export", "sales/t", "t.csv")).Ended(4);
        Assert.Equal("mine", lake.Read("t.csv"));
        Directory.CreateDirectory(Path.Combine(lake.Work, "there"));
        (await lake.RunAsync("table", "export", "sales/t", "there")).Ended(4);
        (await lake.RunAsync("table", "export", "main:sales/t", "new.csv")).Done();
        Assert.Equal(Rows, lake.Read("new.csv"));
    }

    [Fact]
    public async Task A_dropped_table_is_brought_back_from_a_revision()
    {
        using var lake = await WithTableAsync();
        Assert.Contains("--yes", (await lake.RunAsync("table", "drop", "sales/t")).Ended(2).Error);
        (await lake.RunAsync("table", "drop", "sales/t", "--yes")).Done();
        (await lake.RunAsync("table", "read", "sales/t")).Ended(3);
        (await lake.RunAsync("table", "drop", "sales/t", "--yes")).Ended(3);

        (await lake.RunAsync("table", "restore", "sales/t", "--at", "main~1")).Done();
        Assert.Equal(Rows, (await lake.RunAsync("table", "read", "sales/t")).Done().Out);
        (await lake.RunAsync("table", "restore", "sales/t")).Ended(2);
        (await lake.RunAsync("table", "restore", "none", "--at", "main~1")).Ended(3);
    }

    [Fact]
    public async Task A_table_goes_forward_to_an_earlier_version()
    {
        using var lake = await WithTableAsync();
        lake.Write("b.csv", "id,name\n9,last\n");
        (await lake.RunAsync("import", "b.csv", "--into", "sales/t", "--append")).Done();
        (await lake.RunAsync("table", "restore", "sales/t", "--version", "0")).Done();

        Assert.Equal(Rows, (await lake.RunAsync("table", "read", "sales/t")).Done().Out);
        var history = (await lake.RunAsync("table", "history", "sales/t", "--json")).Done().Json().GetProperty("versions");
        Assert.Equal((3, "RESTORE"), (history.GetArrayLength(), history[0].GetProperty("operation").GetString()));
    }

    private static async Task<CliLake> WithTableAsync(bool isLocal = false)
    {
        var lake = await CliLake.CreateAsync(isLocal);
        lake.Write("t.src.csv", Rows);
        (await lake.RunAsync("import", "t.src.csv", "--into", "sales/t")).Done();
        return lake;
    }
}
