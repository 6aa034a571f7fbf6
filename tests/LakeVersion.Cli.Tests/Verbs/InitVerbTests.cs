namespace LakeVersion.Cli.Tests.Verbs;

public sealed class InitVerbTests
{
    [Fact]
    public async Task A_lake_is_made_and_told_in_words()
    {
        using var lake = new CliLake();
        var made = (await lake.RunAsync("init", "../other", "--default-branch", "trunk")).Done();

        Assert.Contains("branch trunk", made.Out);
        Assert.True(File.Exists(Path.Combine(lake.Folder, "other", "lake.json")));
    }

    [Fact]
    public async Task A_lake_is_made_and_told_as_JSON()
    {
        using var lake = new CliLake();
        var made = (await lake.RunAsync("init", "--json")).Done().Json();

        Assert.Equal(1, made.GetProperty("version").GetInt32());
        Assert.Equal(32, made.GetProperty("lake").GetString()!.Length);
        Assert.Equal("main", made.GetProperty("defaultBranch").GetString());
    }

    [Fact]
    public async Task A_second_lake_in_the_same_place_is_a_conflict()
    {
        using var lake = await CliLake.CreateAsync();
        var again = (await lake.RunAsync("init", "--json")).Ended(4);

        Assert.Equal("conflict", again.ErrorJson().GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Commands_below_a_folder_with_a_settings_file_find_its_lake()
    {
        using var lake = new CliLake();
        lake.Environment.Remove("LAKEVERSION_LAKE");
        (await lake.RunAsync("init", "../lake", "--here")).Done();
        lake.Work = Directory.CreateDirectory(Path.Combine(lake.Work, "deep", "er")).FullName;

        (await lake.RunAsync("log")).Done();
    }

    [Fact]
    public async Task A_settings_file_that_exists_is_not_replaced_and_no_lake_is_made()
    {
        using var lake = new CliLake();
        lake.Write(".lakeversion", "{}");
        (await lake.RunAsync("init", "../other", "--here")).Ended(4);

        Assert.False(Directory.Exists(Path.Combine(lake.Folder, "other")));
    }

    [Fact]
    public async Task A_bad_name_of_the_default_branch_is_a_usage_error()
    {
        using var lake = new CliLake();
        (await lake.RunAsync("init", "--default-branch", "a..b")).Ended(2);
    }

    [Theory]
    [InlineData("s3:/bucket/lake")]
    [InlineData("s3:bucket/lake")]
    [InlineData("file:/folder")]
    public async Task A_location_without_its_slashes_is_a_usage_error_and_no_folder(string location)
    {
        using var lake = new CliLake();

        Assert.Contains("Add the slashes", (await lake.RunAsync("init", location)).Ended(2).Error);
        Assert.Contains("Add the slashes", (await lake.RunAsync("doctor", location)).Ended(2).Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(lake.Work));
    }

    [Fact]
    public async Task A_folder_with_the_name_of_a_scheme_is_written_with_a_dot()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no folder is named so there");
        using var lake = new CliLake();
        (await lake.RunAsync("init", "./s3:/lake")).Done();

        Assert.True(File.Exists(Path.Combine(lake.Work, "s3:", "lake", "lake.json")));
    }
}
