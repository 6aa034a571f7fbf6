using System.Text.Json;

namespace LakeVersion.Cli.Tests.Verbs;

/// <summary>What brings branches together, through the program.</summary>
public sealed class MergeVerbTests
{
    [Fact]
    public async Task A_merge_moves_forward_where_it_can_and_else_makes_a_commit()
    {
        using var lake = await PartedAsync();
        var theirs = await OnAsync(lake, "dev", () => lake.PutAsync("b", "1"));
        var forward = (await lake.RunAsync("merge", "dev", "--json")).Done().Json();
        Assert.Equal(("fastForwarded", theirs), (Text(forward, "status"), Text(forward.GetProperty("name"), "commit")));
        Assert.Contains("Nothing to do", (await lake.RunAsync("merge", "dev")).Done().Out);

        await lake.PutAsync("c", "1");
        await OnAsync(lake, "dev", () => lake.PutAsync("d", "1"));
        (await lake.RunAsync("merge", "dev", "--ff-only")).Ended(5);
        (await lake.RunAsync("merge", "none")).Ended(3);
        (await lake.RunAsync("merge", "main")).Ended(2);
        (await lake.RunAsync("merge", "dev", "--ff-only", "--squash")).Ended(2);
        var dry = (await lake.RunAsync("merge", "dev", "--dry-run")).Done().Out;
        Assert.Contains("+ d", dry);
        Assert.Contains("Nothing was changed", dry);
        (await lake.RunAsync("cat", "d")).Ended(3);
        Assert.Contains("main: Merge branch 'dev' into main", (await lake.RunAsync("merge", "dev")).Done().Out);
        Assert.Equal("1", (await lake.RunAsync("cat", "d")).Done().Out);
        (await lake.RunAsync("cat", "main^2:d")).Done();
    }

    [Fact]
    public async Task Conflicts_are_shown_and_nothing_is_changed()
    {
        using var lake = await ConflictingAsync();
        var before = await lake.HeadAsync();
        var shown = (await lake.RunAsync("merge", "dev")).Ended(4);
        Assert.Contains("conflict a: changed on both sides", shown.Out);
        Assert.Contains("  theirs {\"size\":1,", shown.Out);
        Assert.Contains("2 conflicts: a; b. Nothing was changed.", shown.Error);
        var json = (await lake.RunAsync("merge", "dev", "--json")).Ended(4);
        var conflicts = json.Json().GetProperty("conflicts");
        Assert.Equal(("conflicts", 2, "file", "b"), (Text(json.Json(), "status"), conflicts.GetArrayLength(), Text(conflicts[1], "kind"), Text(conflicts[1], "path")));
        Assert.Equal("conflict", Text(json.ErrorJson(), "kind"));
        (await lake.RunAsync("merge", "dev", "--check")).Ended(1);
        (await lake.RunAsync("merge", "dev", "--check", "--ours")).Done();
        Assert.Equal(before, await lake.HeadAsync());
    }

    [Fact]
    public async Task Saved_conflicts_are_decided_by_hand_and_resolve_the_merge()
    {
        using var lake = await ConflictingAsync();
        Assert.Contains("Decide them in 'c.json'", (await lake.RunAsync("merge", "dev", "--save", "c.json")).Ended(4).Error);
        var file = lake.Read("c.json");
        Assert.Equal(2, JsonDocument.Parse(file).RootElement.GetProperty("conflicts").GetArrayLength());
        lake.Write("one.json", Decided(file, ["theirs", null]));
        Assert.Contains("1 conflict: b", (await lake.RunAsync("merge", "dev", "--resolve", "one.json")).Ended(4).Error);
        lake.Write("wrong.json", file.Replace("\"a\"", "\"z\"", StringComparison.Ordinal).Replace("\"take\": null", "\"take\": \"ours\"", StringComparison.Ordinal));
        Assert.Contains("nothing is to be decided about z", (await lake.RunAsync("merge", "dev", "--resolve", "wrong.json")).Ended(2).Error);
        lake.Write("bad.json", Decided(file, ["both", null]));
        Assert.Contains("expected ours, theirs, base or value", (await lake.RunAsync("merge", "dev", "--resolve", "bad.json")).Ended(2).Error);
        lake.Write("none.json", "[]");
        Assert.Contains("is no file of decisions", (await lake.RunAsync("merge", "dev", "--resolve", "none.json")).Ended(2).Error);

        lake.Write("both.json", Decided(file, ["theirs", "base"]));
        Assert.Equal("merged", Text((await lake.RunAsync("merge", "dev", "--resolve", "both.json", "--json")).Done().Json(), "status"));
        Assert.Equal("3", (await lake.RunAsync("cat", "a")).Done().Out);
        Assert.Equal("1", (await lake.RunAsync("cat", "b")).Done().Out);
    }

    [Fact]
    public async Task Sides_are_taken_by_pattern_and_a_squash_has_one_parent()
    {
        using var lake = await ConflictingAsync();
        (await lake.RunAsync("merge", "dev", "--ours", "a", "--theirs", "b*", "--squash")).Done();
        Assert.Equal("2", (await lake.RunAsync("cat", "a")).Done().Out);
        Assert.Equal("3", (await lake.RunAsync("cat", "b")).Done().Out);
        (await lake.RunAsync("show", "main^2")).Ended(3);
    }

    [Fact]
    public async Task Tables_that_both_branches_wrote_are_merged()
    {
        using var lake = await PartedAsync();
        await ImportAsync(lake, "main", "id,n\n1,10\n2,20\n3,30\n");
        (await lake.RunAsync("table", "set", "t", "lakeversion.key=id")).Done();
        (await lake.RunAsync("branch", "create", "rows")).Done();
        await ImportAsync(lake, "main", "id,n\n4,40\n");
        await ImportAsync(lake, "rows", "id,n\n5,50\n6,60\n");
        (await lake.RunAsync("table", "update", "t", "--set", "n=n+1", "--where", "id = 1")).Done();
        (await lake.RunAsync("table", "update", "t", "--set", "n=n+1", "--where", "id = 2", "-b", "rows")).Done();
        (await lake.RunAsync("merge", "rows")).Done();
        Assert.Equal("id,n\n1,11\n2,21\n3,30\n4,40\n5,50\n6,60\n", await SortedAsync(lake));

        (await lake.RunAsync("table", "update", "t", "--set", "n=1", "--where", "id = 3")).Done();
        (await lake.RunAsync("table", "update", "t", "--set", "n=2", "--where", "id = 3", "-b", "rows")).Done();
        var conflict = (await lake.RunAsync("merge", "rows", "--save", "c.json", "--json")).Ended(4).Json().GetProperty("conflicts")[0];
        Assert.Equal(
            ("cell", "t", 3, "n", 30, 1, 2),
            (Text(conflict, "kind"), Text(conflict, "path"), conflict.GetProperty("key")[0].GetInt32(), Text(conflict, "column"), conflict.GetProperty("base").GetInt32(), conflict.GetProperty("ours").GetInt32(), conflict.GetProperty("theirs").GetInt32()));
        Assert.Contains("conflict t key [3] column n: ", (await lake.RunAsync("merge", "rows")).Ended(4).Out);
        lake.Write("c.json", lake.Read("c.json").Replace("\"take\": null", "\"take\": \"value\", \"value\": 33", StringComparison.Ordinal));
        (await lake.RunAsync("merge", "rows", "--resolve", "c.json")).Done();
        Assert.Contains("3,33", await SortedAsync(lake));
    }

    [Fact]
    public async Task A_cherry_pick_brings_single_commits()
    {
        using var lake = await PartedAsync();
        var picked = await OnAsync(lake, "dev", () => lake.PutAsync("b", "1"));
        await OnAsync(lake, "dev", () => lake.PutAsync("c", "1"));
        await OnAsync(lake, "dev", () => lake.PutAsync("a", "9"));
        await lake.PutAsync("own", "1");
        Assert.Contains("Put", (await lake.RunAsync("cherry-pick", picked)).Done().Out, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, (await lake.RunAsync("cherry-pick", "dev~2..dev", "--json")).Done().Json().GetProperty("replayed").GetInt32());
        Assert.Equal("9", (await lake.RunAsync("cat", "a")).Done().Out);
        await lake.PutAsync("a", "5");
        await OnAsync(lake, "dev", () => lake.PutAsync("a", "10"));
        Assert.Contains("conflict a: changed on both sides", (await lake.RunAsync("cherry-pick", "dev")).Ended(4).Out);
        (await lake.RunAsync("cherry-pick", "dev..dev")).Ended(2);
        (await lake.RunAsync("cherry-pick", "...dev")).Ended(2);
    }

    [Fact]
    public async Task What_is_held_already_is_refused_or_left_out_and_brought_again_where_that_is_wanted()
    {
        using var lake = await PartedAsync();
        var picked = await OnAsync(lake, "dev", () => lake.PutAsync("b", "1"));
        await OnAsync(lake, "dev", () => lake.PutAsync("c", "1"));
        await lake.PutAsync("own", "1");
        (await lake.RunAsync("cherry-pick", picked)).Done();
        var refused = (await lake.RunAsync("cherry-pick", picked)).Ended(5);
        Assert.Contains($"holds the change of {picked[..10]}", refused.Error);
        Assert.Contains("--again", refused.Error);
        await lake.PutAsync("b", "2");
        await OnAsync(lake, "dev", () => lake.PutAsync("d", "1"));
        Assert.Contains("(2 commits, 1 left out as held already)", (await lake.RunAsync("cherry-pick", "dev~3..dev")).Done().Out);
        Assert.Contains("Nothing to do: main holds it already (3 commits left out as held already).", (await lake.RunAsync("cherry-pick", "dev~3..dev")).Done().Out);
        var json = (await lake.RunAsync("cherry-pick", "dev~3..dev", "--json")).Done().Json();
        Assert.Equal(("upToDate", picked, 3), (Text(json, "status"), json.GetProperty("leftOut")[0].GetString(), json.GetProperty("leftOut").GetArrayLength()));
        Assert.Contains("(0 commits, 3 left out as held already)", (await lake.RunAsync("rebase", "dev", "--onto", "main")).Done().Out);
        (await lake.RunAsync("rm", "b")).Done();
        (await lake.RunAsync("cherry-pick", picked, "--again")).Done();
        Assert.Equal("1", (await lake.RunAsync("cat", "b")).Done().Out);
    }

    [Theory]
    [InlineData("merge", "dev")]
    [InlineData("merge", "dev", "--squash")]
    [InlineData("cherry-pick", "dev~2..dev")]
    [InlineData("rebase", "dev", "--onto", "main")]
    [InlineData("squash", "dev", "--since", "dev~2")]
    public async Task A_retry_under_a_key_shows_what_the_first_try_did(params string[] step)
    {
        using var lake = await PartedAsync();
        await OnAsync(lake, "dev", () => lake.PutAsync("b", "1"));
        await OnAsync(lake, "dev", () => lake.PutAsync("c", "1"));
        await lake.PutAsync("own", "1");
        string[] command = [.. step, "--idempotency-key", "k"];
        var first = (await lake.RunAsync([.. command, "--json"])).Done().Json();
        await lake.PutAsync("late", "1");
        await OnAsync(lake, "dev", () => lake.PutAsync("later", "1"));
        var second = (await lake.RunAsync([.. command, "--json"])).Done().Json();
        Assert.Equal((Text(first, "status"), Text(first.GetProperty("name"), "commit"), Text(first.GetProperty("name"), "message")), (Text(second, "status"), Text(second.GetProperty("name"), "commit"), Text(second.GetProperty("name"), "message")));
        Assert.Contains(Text(first.GetProperty("name"), "commit")![..10], (await lake.RunAsync(command)).Done().Out);
    }

    [Fact]
    public async Task A_rebase_puts_a_branch_on_top_of_another_and_a_squash_makes_it_one_commit()
    {
        using var lake = await PartedAsync();
        await OnAsync(lake, "dev", () => lake.PutAsync("b", "1"));
        await OnAsync(lake, "dev", () => lake.PutAsync("c", "1"));
        var main = await lake.PutAsync("own", "1");
        var rebased = (await lake.RunAsync("rebase", "dev", "--onto", "main", "--json")).Done().Json();
        Assert.Equal(("merged", 2), (Text(rebased, "status"), rebased.GetProperty("replayed").GetInt32()));
        Assert.Contains("Nothing to do", (await lake.RunAsync("rebase", "dev", "--onto", "main")).Done().Out);
        Assert.Contains("Squash 2 commits of dev", (await lake.RunAsync("squash", "dev", "--since", "main")).Done().Out);
        var squashed = (await lake.RunAsync("log", "-n", "2", "--json", "-b", "dev")).Done().Json().GetProperty("commits");
        Assert.Equal(main, Text(squashed[1], "id"));
        Assert.Equal("1", (await lake.RunAsync("cat", "dev:own")).Done().Out);
        (await lake.RunAsync("squash", "dev", "--since", "none")).Ended(3);
        (await lake.RunAsync("rebase", "dev")).Ended(2);
    }

    [Fact]
    public async Task A_merge_and_a_range_are_reverted()
    {
        using var lake = await PartedAsync();
        await OnAsync(lake, "dev", () => lake.PutAsync("b", "1"));
        await lake.PutAsync("c", "1");
        (await lake.RunAsync("merge", "dev")).Done();
        Assert.Contains("say which one's state", (await lake.RunAsync("revert", "main")).Ended(5).Error);
        (await lake.RunAsync("revert", "main", "--parent", "1")).Done();
        (await lake.RunAsync("cat", "b")).Ended(3);
        await lake.PutAsync("a", "2");
        await lake.PutAsync("a", "3");
        (await lake.RunAsync("revert", "main~2..main")).Done();
        Assert.Equal("1", (await lake.RunAsync("cat", "a")).Done().Out);
        await lake.PutAsync("a", "4");
        var shown = (await lake.RunAsync("revert", "main~2")).Ended(4);
        Assert.Contains("conflict a: changed on both sides", shown.Out);
        (await lake.RunAsync("revert", "main~2", "--theirs")).Done();
    }

    private static async Task ImportAsync(CliLake lake, string branch, string csv) =>
        (await lake.RunAsync(System.Text.Encoding.UTF8.GetBytes(csv), ["import", "-", "--format", "csv", "--into", "t", "-b", branch, .. branch == "main" && csv.Contains("1,10", StringComparison.Ordinal) ? Array.Empty<string>() : ["--append"]])).Done();

    private static async Task<string> SortedAsync(CliLake lake)
    {
        var lines = (await lake.RunAsync("table", "read", "t", "--format", "csv")).Done().Out.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', lines.Take(1).Concat(lines.Skip(1).Order(StringComparer.Ordinal))) + "\n";
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static string Decided(string file, string?[] takes)
    {
        var node = System.Text.Json.Nodes.JsonNode.Parse(file)!;
        for (var index = 0; index < takes.Length; index++)
        {
            node["conflicts"]![index]!["take"] = takes[index];
        }

        return node.ToJsonString();
    }

    private static async Task<string> OnAsync(CliLake lake, string branch, Func<Task<string>> act)
    {
        lake.Environment["LAKEVERSION_BRANCH"] = branch;
        var result = await act();
        lake.Environment["LAKEVERSION_BRANCH"] = "main";
        return result;
    }

    // File a on both branches.
    private static async Task<CliLake> PartedAsync()
    {
        var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        (await lake.RunAsync("branch", "create", "dev")).Done();
        return lake;
    }

    private static async Task<CliLake> ConflictingAsync()
    {
        var lake = await PartedAsync();
        await lake.PutAsync("b", "1");
        (await lake.RunAsync("merge", "main", "--into", "dev")).Done();
        foreach (var (branch, content) in new[] { ("main", "2"), ("dev", "3") })
        {
            await OnAsync(lake, branch, () => lake.PutAsync("a", content));
            await OnAsync(lake, branch, () => lake.PutAsync("b", content));
        }

        return lake;
    }
}
