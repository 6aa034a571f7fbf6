using System.Text;

namespace LakeVersion.Cli.Tests.Verbs;

public sealed class StagingVerbTests
{
    [Fact]
    public async Task Steps_of_several_commands_become_one_commit()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("x", "1");
        var head = await lake.HeadAsync();
        lake.Write("a.csv", "id\n1\n");
        lake.Write("b.csv", "id\n2\n");
        var id = (await lake.RunAsync("begin")).Done().Out.TrimEnd();
        (await lake.RunAsync(Encoding.UTF8.GetBytes("2"), ["put", "-", "y", "--tx", id])).Done();
        (await lake.RunAsync("import", "a.csv", "--into", "t", "--tx", id)).Done();
        Assert.Equal("staged", (await lake.RunAsync("import", "b.csv", "--into", "t", "--append", "--tx", id, "--json")).Done().Json().GetProperty("status").GetString());
        Assert.Equal(head, await lake.HeadAsync());

        var json = (await lake.RunAsync("commit", id, "--json")).Done().Json();
        Assert.Equal(("committed", 1L), (json.GetProperty("status").GetString(), json.GetProperty("added").GetInt64()));
        Assert.StartsWith("Commit a transaction of 3 steps", json.GetProperty("message").GetString());
        Assert.Equal("2", (await lake.RunAsync("cat", "y")).Done().Out);
        Assert.Equal(2, await Tables.CountAsync(lake, "t"));
        Assert.Contains("Committed as", (await lake.RunAsync("commit", id)).Ended(3).Error);
    }

    [Fact]
    public async Task An_aborted_transaction_is_gone_and_the_branch_untouched()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("x", "1");
        var head = await lake.HeadAsync();
        var begun = (await lake.RunAsync("begin", "--json")).Done().Json();
        var id = begun.GetProperty("transaction").GetString()!;
        (await lake.RunAsync(Encoding.UTF8.GetBytes("2"), ["put", "-", "y", "--tx", id])).Done();

        Assert.Equal("aborted", (await lake.RunAsync("abort", id, "--json")).Done().Json().GetProperty("status").GetString());
        (await lake.RunAsync("commit", id)).Ended(3);
        (await lake.RunAsync("abort", id)).Ended(3);
        (await lake.RunAsync("commit", "zz")).Ended(2);
        Assert.Equal(head, await lake.HeadAsync());
    }

    [Fact]
    public async Task A_terminal_is_told_how_to_go_on()
    {
        using var lake = await CliLake.CreateAsync();
        lake.IsOutTerminal = true;
        Assert.Contains("lv commit", (await lake.RunAsync("begin")).Done().Out);
    }
}
