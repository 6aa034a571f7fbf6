using LakeVersion.Testing;

namespace LakeVersion.Cli.Tests.Verbs;

/// <summary>Checks, and publishing where they pass.</summary>
public sealed class PublishVerbTests
{
    private const string Checks =
        """
        { "checks": [
          { "name": "prices", "table": "orders", "notNull": ["price"], "range": [{ "column": "price", "min": 0 }] },
          { "name": "size", "table": "orders", "rows": { "min": 1, "maxChangePercent": 50 } }
        ] }
        """;

    [Fact]
    public async Task Checks_tell_what_is_wrong_with_a_revision()
    {
        using var lake = await OrdersAsync();
        Assert.Contains("passed  prices", (await lake.RunAsync("check", "--checks", "checks.json")).Done().Out);
        await AppendAsync(lake, "4,-1", "5,-2", "6,");
        var text = (await lake.RunAsync("check", "main", "--checks", "checks.json", "--before", "main~1")).Ended(1).Out;
        Assert.Contains("FAILED  prices", text);
        Assert.Contains("orders: Expected price not null; 1 row is not so.", text);
        Assert.Contains("price = -2", text);
        Assert.Contains("by +100 %", text);
        var json = (await lake.RunAsync("check", "--checks", "checks.json", "--json")).Ended(1).Json();
        Assert.False(json.GetProperty("passed").GetBoolean());
        Assert.Equal(2, json.GetProperty("checks")[0].GetProperty("failures")[1].GetProperty("rows").GetInt64());
        Assert.Contains("No checks", (await lake.RunAsync("check")).Ended(2).Error);
        Assert.Contains("no file of checks", (await lake.RunAsync("check", "--checks", "none.json")).Ended(3).Error);
        lake.Write("bad.json", "{ \"checks\": [{}] }");
        Assert.Contains("bad.json is no file of checks", (await lake.RunAsync("check", "--checks", "bad.json")).Ended(2).Error);
        lake.Write(".lakeversion", "{ \"checks\": \"checks.json\" }");
        (await lake.RunAsync("check", "main~1")).Done();
    }

    [Fact]
    public async Task A_branch_is_published_if_its_checks_pass_with_what_the_destination_got()
    {
        using var lake = await OrdersAsync();
        (await lake.RunAsync("branch", "create", "exp")).Done();
        await AppendAsync(lake, ["-b", "exp"], "4,-1");
        await lake.PutAsync("note", "meanwhile");
        var head = await lake.HeadAsync();
        var failed = (await lake.RunAsync("publish", "exp", "--checks", "checks.json", "--into", "main")).Ended(1);
        Assert.Contains("Not published: main is untouched; the work is on the branch exp.", failed.Out);
        Assert.Equal(head, await lake.HeadAsync());
        (await lake.RunAsync("table", "update", "orders", "--set", "price = 1", "--where", "price < 0", "-b", "exp")).Done();
        var done = (await lake.RunAsync("publish", "exp", "--checks", "checks.json", "--json")).Done().Json();
        Assert.Equal(("published", true), (done.GetProperty("status").GetString(), done.GetProperty("isKept").GetBoolean()));
        Assert.Equal(done.GetProperty("commit").GetString(), await lake.HeadAsync());
        Assert.True(done.GetProperty("checks").GetProperty("passed").GetBoolean());
        Assert.Equal("meanwhile", (await lake.RunAsync("cat", "note")).Done().Out);
        Assert.Contains("Nothing to publish", (await lake.RunAsync("publish", "exp", "--checks", "checks.json")).Done().Out);
        Assert.Contains("one branch to publish", (await lake.RunAsync("publish", "--checks", "checks.json")).Ended(2).Error);
        Assert.Contains("Did you mean 'exp'", (await lake.RunAsync("publish", "expp", "--checks", "checks.json")).Ended(3).Error);
    }

    [Fact]
    public async Task Conflicts_with_the_destination_are_told_and_nothing_is_published()
    {
        using var lake = await OrdersAsync();
        (await lake.RunAsync("branch", "create", "exp")).Done();
        lake.Write("note", "theirs");
        (await lake.RunAsync("put", "note", "note", "-b", "exp")).Done();
        await lake.PutAsync("note", "ours");
        var json = (await lake.RunAsync("publish", "exp", "--checks", "checks.json", "--json")).Ended(4).Json();
        Assert.Equal("conflicts", json.GetProperty("status").GetString());
        Assert.Equal("note", json.GetProperty("conflicts")[0].GetProperty("path").GetString());
        Assert.Contains("conflict note: ", (await lake.RunAsync("publish", "exp", "--checks", "checks.json")).Ended(4).Out);
        Assert.Equal("ours", (await lake.RunAsync("cat", "note")).Done().Out);
        Assert.Equal(["exp", "main"], await BranchesAsync(lake));
        (await lake.RunAsync("publish", "exp", "--checks", "checks.json", "--theirs")).Done();
        Assert.Equal("theirs", (await lake.RunAsync("cat", "note")).Done().Out);
    }

    [Fact]
    public async Task A_command_works_on_a_fresh_branch_that_is_published_or_kept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh here.");
        using var lake = await OrdersAsync(isLocal: true);
        var lv = LvProgram.Shell;
        lake.Write("good.csv", "id,price\n4,40\n");
        lake.Write("bad.csv", "id,price\n5,-50\n");
        var done = (await lake.RunAsync("publish", "--checks", "checks.json", "-m", "Load 4", "--", "sh", "-c", $"{lv} import good.csv --into orders --append -m four")).Done();
        Assert.Contains("Published: main stands at", done.Out);
        Assert.Equal(["main"], await BranchesAsync(lake));
        Assert.Contains("four", (await lake.RunAsync("log", "--oneline", "-n", "1")).Done().Out);

        var json = (await lake.RunAsync("publish", "--checks", "checks.json", "--name", "load", "--json", "--", "sh", "-c", $"{lv} import bad.csv --into orders --append")).Ended(1).Json();
        Assert.Equal("checksFailed", json.GetProperty("status").GetString());
        var kept = json.GetProperty("branch").GetString()!;
        Assert.StartsWith("publish/load-", kept);
        Assert.Equal(["main", kept], await BranchesAsync(lake));
        Assert.DoesNotContain("-50", (await lake.RunAsync("table", "read", "orders", "-o", "-", "--format", "csv")).Done().Out);

        var broken = (await lake.RunAsync("publish", "--checks", "checks.json", "--", "sh", "-c", "echo oops; exit 3")).Ended(5).Error;
        Assert.Contains("oops", broken);
        Assert.Contains("ended with 3", broken);
        Assert.Equal(["main", kept], await BranchesAsync(lake));
    }

    [Fact]
    public async Task Checks_that_a_rule_asks_for_are_run_by_every_verb_that_has_them()
    {
        using var lake = await OrdersAsync();
        (await lake.RunAsync("protect", "add", "quality", "--branch", "main", "--check", "prices")).Done();
        lake.Write("bad.csv", "id,price\n5,-50\n");
        Assert.Contains("does not have it", (await lake.RunAsync("import", "bad.csv", "--into", "orders", "--append")).Ended(5).Error);
        lake.Write(".lakeversion", "{ \"checks\": \"checks.json\" }");
        Assert.Contains("'quality'", (await lake.RunAsync("import", "bad.csv", "--into", "orders", "--append")).Ended(5).Error);
        lake.Write("good.csv", "id,price\n5,50\n");
        (await lake.RunAsync("import", "good.csv", "--into", "orders", "--append")).Done();
    }

    private static async Task<CliLake> OrdersAsync(bool isLocal = false)
    {
        var lake = await CliLake.CreateAsync(isLocal);
        lake.Write("checks.json", Checks);
        lake.Write("orders.csv", "id,price\n1,10\n2,20\n3,30\n");
        (await lake.RunAsync("import", "orders.csv", "--into", "orders")).Done();
        (await lake.RunAsync("table", "set", "orders", "lakeversion.key=id")).Done();
        return lake;
    }

    private static Task AppendAsync(CliLake lake, params string[] rows) => AppendAsync(lake, [], rows);

    private static async Task AppendAsync(CliLake lake, string[] flags, params string[] rows)
    {
        lake.Write("more.csv", $"id,price\n{string.Join('\n', rows)}\n");
        (await lake.RunAsync(["import", "more.csv", "--into", "orders", "--append", .. flags])).Done();
    }

    private static async Task<List<string>> BranchesAsync(CliLake lake) =>
        [.. (await lake.RunAsync("branch", "list", "--json")).Done().Json().GetProperty("names").EnumerateArray().Select(name => name.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];
}
