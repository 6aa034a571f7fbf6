namespace LakeVersion.Cli.Tests.Verbs;

public sealed class HistoryVerbTests
{
    [Fact]
    public async Task The_log_is_newest_first_and_can_be_cut()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("b", "2");
        await lake.PutAsync("a", "3");

        Assert.Equal(["Put a", "Put b", "Put a"], Subjects((await lake.RunAsync("log", "--oneline")).Done()));
        Assert.Equal(["Put a"], Subjects((await lake.RunAsync("log", "--oneline", "-n", "1")).Done()));
        Assert.Equal(["Put b", "Put a"], Subjects((await lake.RunAsync("log", "--oneline", "--at", "main~1")).Done()));
        Assert.Equal(["Put b"], Subjects((await lake.RunAsync("log", "--oneline", "b")).Done()));
        Assert.Equal(["Put a"], Subjects((await lake.RunAsync("log", "--oneline", "main~1:a")).Done()));
    }

    [Fact]
    public async Task A_graph_marks_each_commit()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("b", "2");

        Assert.All((await lake.RunAsync("log", "--oneline", "--graph")).Done().Out.TrimEnd().Split('\n'), line => Assert.StartsWith("* ", line));
    }

    [Fact]
    public async Task A_commit_is_shown_with_its_changes()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("b", "22");
        (await lake.RunAsync("rm", "a", "-m", "Drop a")).Done();
        var shown = (await lake.RunAsync("show", "--json")).Done().Json();

        Assert.Equal("Drop a", shown.GetProperty("commit").GetProperty("message").GetString());
        var file = shown.GetProperty("changes").GetProperty("files")[0];
        Assert.Equal("a", file.GetProperty("path").GetString());
        Assert.Equal("removed", file.GetProperty("kind").GetString());
        Assert.Contains("+ b  2 B", (await lake.RunAsync("show", "main~1")).Done().Out);
    }

    [Fact]
    public async Task The_first_commit_of_a_lake_is_shown_too()
    {
        using var lake = await CliLake.CreateAsync();

        Assert.Equal(0, (await lake.RunAsync("show", "--json")).Done().Json().GetProperty("commit").GetProperty("entry").GetInt64());
        Assert.Equal("No commits yet at main.\n", (await lake.RunAsync("log")).Done().Out);
    }

    private static IEnumerable<string> Subjects(CliResult log) => log.Out.TrimEnd().Split('\n').Select(line => line[11..]);
}
