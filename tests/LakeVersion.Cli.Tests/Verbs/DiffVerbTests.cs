namespace LakeVersion.Cli.Tests.Verbs;

public sealed class DiffVerbTests
{
    [Fact]
    public async Task Files_and_tables_are_compared()
    {
        using var lake = await WithHistoryAsync();
        var text = (await lake.RunAsync("diff", "main~2..main")).Done().Out;
        Assert.Contains("~ a  1 B -> 2 B", text);
        Assert.Contains("+ t  (table, 1 row)", text);
        Assert.Equal("a\nt\n", (await lake.RunAsync("diff", "main~2", "main", "--name-only")).Done().Out);
        Assert.Contains("1 file changed, +1 B", (await lake.RunAsync("diff", "main~2..", "--stat")).Done().Out);
        Assert.Equal("a\n", (await lake.RunAsync("diff", "main~2..main", "a", "--name-only")).Done().Out);
        Assert.Equal("t\n", (await lake.RunAsync("diff", "--name-only")).Done().Out);
    }

    [Fact]
    public async Task The_answer_as_JSON_names_both_commits()
    {
        using var lake = await WithHistoryAsync();
        var json = (await lake.RunAsync("diff", "main~1", "--json")).Done().Json();

        Assert.Equal(await lake.HeadAsync(), json.GetProperty("to").GetProperty("commit").GetString());
        Assert.Equal("added", json.GetProperty("changes").GetProperty("tables")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task The_exit_code_tells_whether_something_differs_where_asked()
    {
        using var lake = await WithHistoryAsync();
        (await lake.RunAsync("diff", "main~1..main", "--exit-code")).Ended(1);
        (await lake.RunAsync("diff", "main..main", "--exit-code")).Done();
        (await lake.RunAsync("diff", "main~1..main", "a", "--exit-code")).Done();
    }

    [Fact]
    public async Task Three_dots_compare_with_where_two_histories_parted()
    {
        using var lake = await WithHistoryAsync();
        (await lake.RunAsync("branch", "create", "side")).Done();
        await lake.PutAsync("only-main", "1");
        (await lake.RunAsync("put", lake.Write("s", "side"), "only-side", "-b", "side")).Done();
        Assert.Equal("only-side\n", (await lake.RunAsync("diff", "main...side", "--name-only")).Done().Out);
        Assert.Equal("only-main\nonly-side\n", (await lake.RunAsync("diff", "main..side", "--name-only")).Done().Out);
        (await lake.RunAsync("diff", "none...main")).Ended(3);
        (await lake.RunAsync("diff", "none..main")).Ended(3);
        (await lake.RunAsync("diff", "main~1..main", "a", "b")).Ended(2);
    }

    [Fact]
    public async Task Files_are_summed_up_by_folder()
    {
        using var lake = await WithHistoryAsync();
        await lake.PutAsync("x/y/1", "1");
        await lake.PutAsync("x/y/2", "22");
        await lake.PutAsync("x/3", "3");
        Assert.Equal("x/  3 added, +4 B\n", (await lake.RunAsync("diff", "main~3..main", "--by-folder", "1")).Done().Out);
        var json = (await lake.RunAsync("diff", "main~3..main", "--by-folder", "2", "--json")).Done().Json().GetProperty("changes").GetProperty("folders");
        Assert.Equal(["x/", "x/y/"], json.EnumerateArray().Select(folder => folder.GetProperty("path").GetString()));
        Assert.Equal(2, json[1].GetProperty("added").GetInt64());
    }

    [Fact]
    public async Task Columns_and_properties_of_a_table_that_differ_are_told()
    {
        using var lake = await WithHistoryAsync();
        (await lake.RunAsync("table", "alter", "add-column", "t", "name string")).Done();
        (await lake.RunAsync("table", "set", "t", "team=blue")).Done();
        var text = (await lake.RunAsync("diff", "main~2..main", "--table", "t")).Done().Out;
        Assert.Contains("    + column name: string\n", text);
        Assert.Contains("    + property team: blue\n", text);
        var table = (await lake.RunAsync("diff", "main~2..main", "--table", "t", "--json")).Done().Json().GetProperty("changes").GetProperty("tables")[0];
        Assert.Equal("string", table.GetProperty("columns")[0].GetProperty("afterType").GetString());
        Assert.Equal(0, table.GetProperty("rowsAdded").GetInt64());
        Assert.Contains("Did you mean 't'?", (await lake.RunAsync("diff", "main~1..main", "--table", "tt")).Ended(3).Error);
    }

    [Fact]
    public async Task Rows_are_compared_by_key_and_as_wholes()
    {
        using var lake = await WithRowsAsync();
        string[] rows = ["diff", "main~1..main", "--table", "k", "--rows"];
        var text = (await lake.RunAsync([.. rows, "--key", "id", "--format", "table"])).Done().Out;
        Assert.Matches(@"~ +2 +b -> x\n", text);
        Assert.Matches(@"\+ +4 +d\n", text);
        Assert.Matches(@"- +1 +a\n", text);
        Assert.Contains("(3 rows that differ)", text);
        Assert.Contains("(1 of 3 rows that differ)", (await lake.RunAsync([.. rows, "--key", "id", "--format", "table", "--limit", "1"])).Done().Out);
        Assert.Equal("k: 2 rows inserted, 2 deleted, 0 changed\n", (await lake.RunAsync([.. rows, "--stat"])).Done().Out);
        Assert.Equal("_change,id,name\r\nupdate_preimage,2,b\r\nupdate_postimage,2,x\r\ninsert,4,d\r\ndelete,1,a\r\n", (await lake.RunAsync([.. rows, "--key", "id"])).Done().Out);
        Assert.Contains("{\"_change\":\"insert\",\"id\":4,\"name\":\"d\"}\n", (await lake.RunAsync([.. rows, "--key", "id", "--json"])).Done().Out);
        (await lake.RunAsync([.. rows, "--exit-code", "--stat"])).Ended(1);
        (await lake.RunAsync("diff", "main..main", "--table", "k", "--rows", "--exit-code")).Done();
    }

    [Fact]
    public async Task Columns_are_compared_by_their_figures()
    {
        using var lake = await WithRowsAsync();
        string[] columns = ["diff", "main~1..main", "--table", "k", "--columns"];
        var text = (await lake.RunAsync(columns)).Done().Out;
        Assert.Matches(@"column +rows +nulls +least +greatest +mean +distinct\n", text);
        Assert.Matches(@"id +3 +0 +1 -> 2 +3 -> 4 +2 -> 3 +3\n", text);
        Assert.Matches("name +3 +0 +\"a\" -> \"c\" +\"c\" -> \"x\" +3\\n", text);
        var json = (await lake.RunAsync([.. columns, "--json"])).Done().Json();
        var id = json.GetProperty("columns")[0];
        Assert.Equal(("1", 2.0), (id.GetProperty("before").GetProperty("least").GetString(), id.GetProperty("before").GetProperty("mean").GetDouble()));
        Assert.Equal(3, id.GetProperty("after").GetProperty("distinct").GetInt32());
        (await lake.RunAsync([.. columns, "--exit-code"])).Ended(1);
        (await lake.RunAsync("diff", "main..main", "--columns")).Ended(2);
    }

    [Fact]
    public async Task The_declared_key_is_the_usual_one_and_rows_go_to_a_file()
    {
        using var lake = await WithRowsAsync();
        (await lake.RunAsync("table", "set", "k", "lakeversion.key=id")).Done();
        string[] rows = ["diff", "main~2..main", "--table", "k", "--rows"];
        var sums = (await lake.RunAsync([.. rows, "--stat", "--json"])).Done().Json();
        Assert.Equal((1, 1, 1), (sums.GetProperty("inserted").GetInt64(), sums.GetProperty("deleted").GetInt64(), sums.GetProperty("changed").GetInt64()));
        Assert.Equal("id", sums.GetProperty("key")[0].GetString());
        (await lake.RunAsync([.. rows, "-o", "changes.parquet"])).Done();
        (await lake.RunAsync("import", "changes.parquet", "--into", "changes")).Done();
        Assert.Equal("_change\r\nupdate_preimage\r\nupdate_postimage\r\ninsert\r\ndelete\r\n", (await lake.RunAsync("table", "read", "changes", "--columns", "_change")).Done().Out);
        (await lake.RunAsync([.. rows, "--key", "nam"])).Ended(2);
        (await lake.RunAsync("diff", "main~1..main", "--rows")).Ended(2);
        (await lake.RunAsync("diff", "main~1..main", "--table", "k", "--limit", "3")).Ended(2);
    }

    private static async Task<CliLake> WithRowsAsync()
    {
        var lake = await CliLake.CreateAsync();
        lake.Write("k.csv", "id,name\n1,a\n2,b\n3,c\n");
        (await lake.RunAsync("import", "k.csv", "--into", "k")).Done();
        lake.Write("k.csv", "id,name\n2,x\n3,c\n4,d\n");
        (await lake.RunAsync("import", "k.csv", "--into", "k", "--overwrite")).Done();
        return lake;
    }

    private static async Task<CliLake> WithHistoryAsync()
    {
        var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("a", "22");
        lake.Write("t.csv", "id\n1\n");
        (await lake.RunAsync("import", "t.csv", "--into", "t")).Done();
        return lake;
    }
}
