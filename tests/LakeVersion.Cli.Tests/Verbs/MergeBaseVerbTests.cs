namespace LakeVersion.Cli.Tests.Verbs;

public sealed class MergeBaseVerbTests
{
    [Fact]
    public async Task The_commit_where_two_branches_parted_is_shown()
    {
        using var lake = await CliLake.CreateAsync();
        var fork = await lake.PutAsync("a", "1");
        (await lake.RunAsync("branch", "create", "dev")).Done();
        await lake.PutAsync("a", "2");
        lake.Write("f", "3");
        (await lake.RunAsync("put", "f", "b", "-b", "dev")).Done();

        Assert.Equal(fork + "\n", (await lake.RunAsync("merge-base", "main", "dev")).Done().Out);
        Assert.Equal(fork + "\n", (await lake.RunAsync("merge-base", "dev", "main", "--all")).Done().Out);
        var json = (await lake.RunAsync("merge-base", "main", "dev", "--json")).Done().Json();
        Assert.Equal((fork, 1), (json.GetProperty("bases")[0].GetProperty("id").GetString(), json.GetProperty("count").GetInt32()));
        Assert.Contains("Did you mean 'dev'?", (await lake.RunAsync("merge-base", "main", "dve")).Ended(3).Error);
    }
}
