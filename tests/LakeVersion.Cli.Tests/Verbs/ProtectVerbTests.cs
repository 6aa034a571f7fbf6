namespace LakeVersion.Cli.Tests.Verbs;

public sealed class ProtectVerbTests
{
    [Fact]
    public async Task A_rule_is_added_listed_enforced_and_removed()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        var added = (await lake.RunAsync("protect", "add", "reviewed", "--branch", "main", "--branch", "release/*", "--merge-only", "--no-delete", "-m", "Why", "--json")).Done().Json();
        Assert.Equal("""[{"name":"reviewed","branches":["main","release/*"],"mergeOnly":true,"noReset":false,"noDelete":true,"checks":[]}]""", added.GetProperty("rules").GetRawText().Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("rule      branches         what\nreviewed  main, release/*  merge only; no delete\n", (await lake.RunAsync("protect", "list")).Done().Out);
        Assert.Equal("reviewed", (await lake.RunAsync("protect", "list", "--json")).Done().Json().GetProperty("rules")[0].GetProperty("name").GetString());
        Assert.Contains("main (default) (protected)", (await lake.RunAsync("branch", "list")).Done().Out);

        lake.Write("f", "2");
        var refused = (await lake.RunAsync("put", "f", "a")).Ended(5);
        Assert.Contains("'reviewed' (merge-only)", refused.Error);
        Assert.Contains("lv merge BRANCH --into main", refused.Error);
        (await lake.RunAsync("reset", "main~1", "--yes")).Ended(5);
        (await lake.RunAsync("branch", "create", "work")).Done();
        (await lake.RunAsync("put", "f", "a", "-b", "work")).Done();
        (await lake.RunAsync("merge", "work", "--into", "main")).Done();
        Assert.Equal("2", (await lake.RunAsync("cat", "main:a")).Done().Out);

        Assert.Contains("--replace", (await lake.RunAsync("protect", "add", "reviewed", "--branch", "x", "--no-reset")).Ended(4).Error);
        (await lake.RunAsync("protect", "add", "reviewed", "--branch", "main", "--no-reset", "--replace")).Done();
        (await lake.RunAsync("put", "f", "b")).Done();
        Assert.Contains("Did you mean 'reviewed'?", (await lake.RunAsync("protect", "remove", "reviewd")).Ended(3).Error);
        (await lake.RunAsync("protect", "remove", "reviewed")).Done();
        (await lake.RunAsync("reset", "main~1", "--yes")).Done();

        var audit = (await lake.RunAsync("audit", "--all", "--json")).Done().Out;
        Assert.Contains("Why", audit);
        Assert.Contains("Unset protect.reviewed", audit);
    }

    [Fact]
    public async Task A_check_that_lv_does_not_have_refuses_to_publish_and_is_named()
    {
        using var lake = await CliLake.CreateAsync();
        (await lake.RunAsync("protect", "add", "checked", "--branch", "main", "--check", "no-such-check")).Done();
        lake.Write("f", "1");
        var refused = (await lake.RunAsync("put", "f", "f", "--json")).Ended(5);
        Assert.Contains("no-such-check", refused.Error);
        Assert.Contains("checked", refused.Error);
    }

    [Theory]
    [InlineData("protect", "add", "r", "--branch", "main")]
    [InlineData("protect", "add", "r", "--no-reset")]
    [InlineData("protect", "add", "a b", "--branch", "main", "--no-reset")]
    [InlineData("settings", "set", "protect.r", "branches=main; mergeonly")]
    public async Task A_malformed_rule_is_a_usage_error(params string[] arguments)
    {
        using var lake = await CliLake.CreateAsync();
        (await lake.RunAsync(arguments)).Ended(2);
        Assert.Equal("", (await lake.RunAsync("protect", "list")).Done().Out);
    }
}
