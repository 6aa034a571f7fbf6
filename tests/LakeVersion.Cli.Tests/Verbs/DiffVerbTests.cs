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
    public async Task Three_dots_are_refused_with_the_reason()
    {
        using var lake = await WithHistoryAsync();
        Assert.Contains("parted", (await lake.RunAsync("diff", "main~1...main")).Ended(5).Error);
        (await lake.RunAsync("diff", "none..main")).Ended(3);
        (await lake.RunAsync("diff", "main~1..main", "a", "b")).Ended(2);
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
