namespace LakeVersion.Cli.Tests.Verbs;

/// <summary>Constraints and defaults by <c>lv table alter</c> and <c>lv delta alter</c>.</summary>
public sealed class RuleVerbTests
{
    [Fact]
    public async Task A_table_of_a_lake_keeps_to_its_constraints_and_fills_in_defaults()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.csv", "id,name\n1,x\n-2,y\n");
        (await lake.RunAsync("import", "a.csv", "--into", "t", "--schema", "id int, name string")).Done();

        var broken = (await lake.RunAsync("table", "alter", "add-constraint", "t", "positive", "id > 0")).Ended(2).Error;
        Assert.Contains("1 row does not keep to the constraint 'positive' (id > 0); the first has id = -2.", broken);
        (await lake.RunAsync("table", "alter", "add-constraint", "t", "known", "id is not null")).Done();
        (await lake.RunAsync("table", "alter", "set-default", "t", "name", "upper('new')")).Done();
        lake.Write("b.csv", "id\n3\n");
        (await lake.RunAsync("import", "b.csv", "--into", "t", "--append")).Done();
        Assert.Equal("id,name\r\n1,x\r\n-2,y\r\n3,NEW\r\n", (await lake.RunAsync("table", "read", "t")).Done().Out);
        lake.Write("c.csv", "id,name\n,z\n");
        Assert.Contains("the constraint 'known'", (await lake.RunAsync("import", "c.csv", "--into", "t", "--append")).Ended(2).Error);
        Assert.Contains("Add constraint known to table t", (await lake.RunAsync("log")).Done().Out);
        Assert.Contains("Did you mean 'known'?", (await lake.RunAsync("table", "alter", "drop-constraint", "t", "knwon")).Ended(2).Error);
        (await lake.RunAsync("table", "alter", "drop-constraint", "t", "known")).Done();
        (await lake.RunAsync("import", "c.csv", "--into", "t", "--append")).Done();
        Assert.Contains("there is no column 'ix'", (await lake.RunAsync("table", "alter", "add-constraint", "t", "c", "ix > 0")).Ended(2).Error);
    }

    [Fact]
    public async Task A_plain_table_has_rules_too()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        lake.Write("a.csv", "id,name\n1,x\n");
        (await lake.RunAsync("import", "a.csv", "--into", "t")).Done();
        (await lake.RunAsync("table", "export", "t", "plain")).Done();
        (await lake.RunAsync("delta", "alter", "add-constraint", "plain", "positive", "id > 0")).Done();
        (await lake.RunAsync("delta", "alter", "set-default", "plain", "name", "'none'")).Done();
        Assert.Matches("property +delta.constraints.positive = id > 0", (await lake.RunAsync("delta", "info", "plain")).Done().Out);
        Assert.Contains("there is no column 'name'", (await lake.RunAsync("delta", "alter", "set-default", "plain", "id", "name")).Ended(2).Error);
        (await lake.RunAsync("delta", "alter", "drop-default", "plain", "name")).Done();
        Assert.Contains("has no default", (await lake.RunAsync("delta", "alter", "drop-default", "plain", "name")).Ended(2).Error);
    }
}
