namespace LakeVersion.Cli.Tests.Verbs;

public sealed class AlterVerbTests
{
    [Fact]
    public async Task Columns_of_a_table_of_a_lake_are_changed_each_by_a_commit()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "id,name\n1,x\n2,\n");
        (await lake.RunAsync("import", "a.csv", "--into", "t", "--schema", "id int, name string")).Done();

        Assert.Contains("delta.columnMapping.mode=name", (await lake.RunAsync("table", "alter", "drop-column", "t", "name")).Ended(5).Error);
        (await lake.RunAsync("table", "set", "t", "delta.columnMapping.mode=name", "delta.enableTypeWidening=true", "owner=me", "--description", "d")).Done();
        (await lake.RunAsync("table", "alter", "add-column", "t", "gate string, delay decimal(6,2)", "--after", "id")).Done();
        (await lake.RunAsync("table", "alter", "rename-column", "t", "name", "who")).Done();
        (await lake.RunAsync("table", "alter", "drop-column", "t", "gate")).Done();
        (await lake.RunAsync("table", "alter", "alter-column", "t", "id", "--type", "long", "--not-null", "--comment", "key")).Done();
        Assert.Equal("id,delay,who\r\n1,,x\r\n2,,\r\n", (await lake.RunAsync("table", "read", "t")).Done().Out);
        Assert.Contains("Rename name of table t to who", (await lake.RunAsync("log")).Done().Out);
        Assert.Contains("CHANGE COLUMN", (await lake.RunAsync("table", "history", "t")).Done().Out);

        Assert.Contains("null in 1 rows", (await lake.RunAsync("table", "alter", "alter-column", "t", "who", "--not-null")).Ended(2).Error);
        Assert.Contains("'who'", (await lake.RunAsync("table", "alter", "rename-column", "t", "whoo", "x")).Ended(2).Error);
        Assert.Contains("--type", (await lake.RunAsync("table", "alter", "alter-column", "t", "id", "--type", "wide")).Ended(2).Error);
        Assert.Contains("delta.enableTypeWidening", (await lake.RunAsync("table", "set", "t", "delta.enableTypeWideing=true")).Ended(5).Error);
        (await lake.RunAsync("table", "set", "t", "--unset", "owner")).Done();
        Assert.Contains("unchanged", (await lake.RunAsync("table", "set", "t", "--description", "d", "--json")).Done().Out);
    }

    [Fact]
    public async Task Columns_of_a_plain_table_are_changed_each_by_a_version()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        lake.Write("a.csv", "id,name\n1,x\n");
        (await lake.RunAsync("import", "a.csv", "--into", "t")).Done();
        (await lake.RunAsync("table", "export", "t", "plain")).Done();
        (await lake.RunAsync("delta", "set", "plain", "delta.columnMapping.mode=name", "-m", "map")).Done();
        (await lake.RunAsync("delta", "alter", "rename-column", "plain", "name", "who")).Done();
        (await lake.RunAsync("delta", "alter", "add-column", "plain", "name string", "--first")).Done();
        Assert.Equal("name,id,who\r\n,1,x\r\n", (await lake.RunAsync("delta", "read", "plain")).Done().Out);
        Assert.Contains("already", (await lake.RunAsync("delta", "alter", "add-column", "plain", "Who string")).Ended(2).Error);
        Assert.Contains("not null", (await lake.RunAsync("delta", "alter", "add-column", "plain", "x string not null")).Ended(2).Error);
    }
}
