namespace LakeVersion.Cli.Tests.Verbs;

public sealed class NameVerbTests
{
    [Theory]
    [InlineData("branch")]
    [InlineData("tag")]
    public async Task A_name_is_made_listed_renamed_deleted_and_restored(string noun)
    {
        using var lake = await CliLake.CreateAsync();
        var commit = await lake.PutAsync("a", "1");
        await lake.PutAsync("a", "2");
        var made = (await lake.RunAsync(noun, "create", "old", "main~1", "--json")).Done().Json();
        Assert.Equal(commit, made.GetProperty("name").GetProperty("commit").GetString());
        Assert.Equal(noun, made.GetProperty("kind").GetString());
        (await lake.RunAsync(noun, "create", "old")).Ended(4);
        (await lake.RunAsync(noun, "rename", "old", "older")).Done();
        Assert.Equal("1", (await lake.RunAsync("cat", "older:a")).Done().Out);

        (await lake.RunAsync(noun, "delete", "older")).Ended(2);
        (await lake.RunAsync(noun, "delete", "older", "--yes")).Done();
        (await lake.RunAsync(noun, "delete", "older", "--yes")).Ended(3);
        Assert.DoesNotContain("older", (await lake.RunAsync(noun, "list")).Done().Out);
        Assert.Contains("older", (await lake.RunAsync(noun, "list", "--all")).Done().Out);
        (await lake.RunAsync(noun, "restore", "older")).Done();
        (await lake.RunAsync(noun, "restore", "older")).Ended(4);
        Assert.Equal("1", (await lake.RunAsync("cat", "older:a")).Done().Out);
    }

    [Fact]
    public async Task A_branch_is_written_to_by_option_environment_and_file()
    {
        using var lake = await CliLake.CreateAsync();
        (await lake.RunAsync("branch", "create", "x")).Done();
        lake.Write("f", "1");
        (await lake.RunAsync("put", "f", "by-option", "-b", "x")).Done();
        lake.Environment["LAKEVERSION_BRANCH"] = "x";
        (await lake.RunAsync("put", "f", "by-environment")).Done();
        lake.Environment.Remove("LAKEVERSION_BRANCH");
        lake.Write(".lakeversion", """{"branch":"x","author":"file"}""");
        (await lake.RunAsync("put", "f", "by-file")).Done();

        Assert.Equal("by-environment\nby-file\nby-option\n", (await lake.RunAsync("ls", "x:")).Done().Out);
        Assert.Equal("", (await lake.RunAsync("ls", "main:")).Done().Out);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("HEAD")]
    [InlineData("abcdef0")]
    [InlineData("a:b")]
    public async Task A_bad_name_is_a_usage_error(string name)
    {
        using var lake = await CliLake.CreateAsync();
        (await lake.RunAsync("branch", "create", name)).Ended(2);
        (await lake.RunAsync("tag", "create", name)).Ended(2);
    }

    [Fact]
    public async Task The_default_and_protected_branches_are_not_deleted()
    {
        using var lake = await CliLake.CreateAsync();
        (await lake.RunAsync("branch", "delete", "main", "--yes")).Ended(5);
        (await lake.RunAsync("branch", "create", "release/1")).Done();
        (await lake.RunAsync("settings", "set", "protected", "release/*")).Done();
        (await lake.RunAsync("branch", "delete", "release/1", "--yes")).Ended(5);

        Assert.Contains("release/1 (protected)", (await lake.RunAsync("branch", "list")).Done().Out);
        (await lake.RunAsync("settings", "unset", "protected")).Done();
        (await lake.RunAsync("branch", "delete", "release/1", "--yes")).Done();
    }

    [Fact]
    public async Task A_mistyped_branch_is_told_with_near_names()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("f", "1");

        Assert.Contains("Did you mean 'main'?", (await lake.RunAsync("put", "f", "f", "-b", "mian")).Ended(3).Error);
    }

    [Fact]
    public async Task A_revision_is_kept_and_let_go()
    {
        using var lake = await CliLake.CreateAsync();
        var commit = await lake.PutAsync("a", "1");
        (await lake.RunAsync("keep", "add", "main", "-m", "Trained on it")).Done();
        (await lake.RunAsync("keep", "add", commit)).Ended(4);
        var kept = (await lake.RunAsync("keep", "list", "--json")).Done().Json().GetProperty("names");

        Assert.Equal([commit], kept.EnumerateArray().Select(name => name.GetProperty("name").GetString()));
        (await lake.RunAsync("keep", "remove", commit[..3])).Ended(2);
        (await lake.RunAsync("keep", "remove", commit[..8])).Done();
        (await lake.RunAsync("keep", "remove", commit[..8])).Ended(3);
        Assert.Equal("", (await lake.RunAsync("keep", "list")).Done().Out);
    }

    [Fact]
    public async Task Settings_are_set_got_listed_and_unset()
    {
        using var lake = await CliLake.CreateAsync();
        (await lake.RunAsync("settings", "set", "protected", "main")).Done();

        Assert.Equal("main\n", (await lake.RunAsync("settings", "get", "protected")).Done().Out);
        Assert.Equal("protected=main\n", (await lake.RunAsync("settings", "list")).Done().Out);
        Assert.Equal("main", (await lake.RunAsync("settings", "list", "--json")).Done().Json().GetProperty("values").GetProperty("protected").GetString());
        Assert.Contains("Did you mean 'protected'?", (await lake.RunAsync("settings", "get", "protectd")).Ended(3).Error);
        (await lake.RunAsync("settings", "unset", "protected")).Done();
        (await lake.RunAsync("settings", "unset", "protected")).Ended(3);
    }
}
