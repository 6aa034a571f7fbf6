namespace LakeVersion.Cli.Tests.Verbs;

public sealed class KeyVerbTests
{
    [Fact]
    public async Task A_key_is_declared_shown_and_taken_away()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "id,day,name\n1,1,x\n1,2,x\n2,1,\n");
        (await lake.RunAsync("import", "a.csv", "--into", "t")).Done();

        Assert.Equal("t has no key.", (await lake.RunAsync("table", "key", "t")).Done().Out.Trim());
        (await lake.RunAsync("table", "key", "t", "id", "day")).Done();
        Assert.Equal("id, day", (await lake.RunAsync("table", "key", "t")).Done().Out.Trim());
        Assert.Contains("\"columns\":[\"id\",\"day\"]", (await lake.RunAsync("table", "key", "t", "--json")).Done().Out.Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
        Assert.Contains("unchanged", (await lake.RunAsync("table", "key", "t", "id", "day", "--json")).Done().Out);
        Assert.Contains("Set the key of table t: id, day", (await lake.RunAsync("log")).Done().Out);
        (await lake.RunAsync("table", "key", "t", "--unset")).Done();
        Assert.Contains("\"columns\":[]", (await lake.RunAsync("table", "key", "t", "--json")).Done().Out.Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_rows_do_not_keep_to_or_columns_do_not_allow_is_refused()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "id,name\n1,x\n1,y\n2,\n");
        (await lake.RunAsync("import", "a.csv", "--into", "t")).Done();

        Assert.Contains("several rows have [1]", (await lake.RunAsync("table", "key", "t", "id")).Ended(2).Error);
        Assert.Contains("there are nulls in [null]", (await lake.RunAsync("table", "key", "t", "name")).Ended(2).Error);
        Assert.Contains("no column 'idd'", (await lake.RunAsync("table", "key", "t", "idd")).Ended(2).Error);
        Assert.Contains("'id'", (await lake.RunAsync("table", "key", "t", "idd")).Ended(2).Error);
        Assert.Contains("--unset", (await lake.RunAsync("table", "key", "t", "id", "--unset")).Ended(2).Error);
        Assert.Contains("no column 'nam'", (await lake.RunAsync("table", "set", "t", "lakeversion.key=nam")).Ended(2).Error);
        (await lake.RunAsync("table", "key", "t", "id", "--no-check")).Done();
        Assert.Equal("id", (await lake.RunAsync("table", "key", "t")).Done().Out.Trim());
        (await lake.RunAsync("table", "set", "t", "delta.columnMapping.mode=name")).Done();
        Assert.Contains("the key", (await lake.RunAsync("table", "alter", "rename-column", "t", "id", "no")).Ended(5).Error);
    }
}
