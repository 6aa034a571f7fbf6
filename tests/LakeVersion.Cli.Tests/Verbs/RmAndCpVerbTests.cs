using System.Text.Json;

namespace LakeVersion.Cli.Tests.Verbs;

public sealed class RmAndCpVerbTests
{
    [Fact]
    public async Task A_file_is_removed_and_a_folder_only_when_that_is_asked_for()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("d/b", "1");
        await lake.PutAsync("d/c", "1");
        (await lake.RunAsync("rm", "a")).Done();
        (await lake.RunAsync("rm", "d")).Ended(2);
        var removed = (await lake.RunAsync("rm", "-r", "d", "--json")).Done().Json();

        Assert.Equal(2, removed.GetProperty("removed").GetInt64());
        Assert.Equal("", (await lake.RunAsync("ls", "-r")).Done().Out);
        Assert.Equal("1", (await lake.RunAsync("cat", "main~1:d/b")).Done().Out);
    }

    [Fact]
    public async Task A_branch_or_tag_before_the_path_to_write_is_a_slip()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        lake.Write("t.csv", "n\n1\n");
        (await lake.RunAsync("branch", "create", "try")).Done();
        (await lake.RunAsync("tag", "create", "v1")).Done();

        Assert.Contains("alone: b", (await lake.RunAsync("cp", "a", "try:b")).Ended(2).Error);
        (await lake.RunAsync("put", "t.csv", "v1:t")).Ended(2);
        (await lake.RunAsync("import", "t.csv", "--into", "try:t")).Ended(2);
        (await lake.RunAsync("cp", "a", "other:b")).Done();
    }

    [Fact]
    public async Task Removing_what_is_not_there_suggests_near_names()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("report", "1");

        Assert.Contains("Did you mean 'report'?", (await lake.RunAsync("rm", "reprot")).Ended(3).Error);
    }

    [Theory]
    [InlineData("n", 1, "a\nd/b\n")]
    [InlineData("y", 0, "")]
    public async Task Removing_everything_asks_where_a_person_can_answer(string answer, int code, string left)
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("d/b", "1");
        lake.Answer = answer + "\n";
        var removal = (await lake.RunAsync("rm", "-r", "/")).Ended(code);

        Assert.Contains("Go on? [y/N]", removal.Error);
        Assert.Equal(left, (await lake.RunAsync("ls", "-r")).Done().Out);
    }

    [Fact]
    public async Task Removing_everything_wants_a_yes_where_nobody_can_answer()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");

        Assert.Contains("--yes", (await lake.RunAsync("rm", "-r", "/")).Ended(2).Error);
        (await lake.RunAsync("rm", "-r", "/", "--yes")).Done();
    }

    [Fact]
    public async Task A_dry_removal_changes_nothing()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        var head = await lake.HeadAsync();

        Assert.StartsWith("- a\n", (await lake.RunAsync("rm", "a", "--dry-run")).Done().Out);
        Assert.Equal(head, await lake.HeadAsync());
    }

    [Fact]
    public async Task Files_and_folders_are_copied_from_any_revision()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("d/a", "1");
        await lake.PutAsync("d/a", "2");
        (await lake.RunAsync("cp", "main~1:d", "old")).Done();
        (await lake.RunAsync("cp", "d/a", "into/")).Done();

        Assert.Equal("1", (await lake.RunAsync("cat", "old/a")).Done().Out);
        Assert.Equal("2", (await lake.RunAsync("cat", "into/a")).Done().Out);
        (await lake.RunAsync("cp", "nothing", "x")).Ended(3);
    }

    [Fact]
    public async Task A_table_is_copied_as_one_and_its_files_are_guarded()
    {
        using var lake = await CliLake.CreateAsync();
        await Tables.AppendAsync(lake, "sales/orders", 3);
        await lake.PutAsync("sales/readme", "1");
        (await lake.RunAsync("cp", "sales", "copy")).Done();
        (await lake.RunAsync("cp", "sales/orders", "orders2")).Done();

        Assert.Equal("copy/orders  (table)\ncopy/readme\n", (await lake.RunAsync("ls", "copy")).Done().Out);
        Assert.Equal(3, await Tables.CountAsync(lake, "copy/orders"));
        Assert.Equal(3, await Tables.CountAsync(lake, "orders2"));
        lake.Write("f", "1");
        (await lake.RunAsync("put", "f", "orders2/stray.parquet")).Ended(5);
        (await lake.RunAsync("put", "f", "orders2/stray.parquet", "--raw")).Done();
        (await lake.RunAsync("rm", "orders2/stray.parquet")).Ended(5);
        (await lake.RunAsync("rm", "orders2/stray.parquet", "--raw")).Done();
        var removed = (await lake.RunAsync("rm", "-r", "copy", "--dry-run", "--json")).Done().Json();
        Assert.Equal(["copy/orders removed", "copy/readme removed"], removed.GetProperty("changes").EnumerateArray().Select(Change));
        (await lake.RunAsync("rm", "-r", "copy")).Done();
    }

    [Fact]
    public async Task Steps_of_a_staged_transaction_are_seen_by_later_ones_and_by_nobody_else()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        var id = await Tables.BeginAsync(lake);
        lake.Write("f", "2");
        var step = (await lake.RunAsync("put", "f", "b", "--tx", id, "--json")).Done().Json();
        Assert.Equal("staged", step.GetProperty("status").GetString());
        Assert.Equal(1, (await lake.RunAsync("rm", "b", "--tx", id, "--json")).Done().Json().GetProperty("removed").GetInt64());
        Assert.Equal("dryRun", (await lake.RunAsync("put", "f", "a", "--tx", id, "--dry-run", "--json")).Done().Json().GetProperty("status").GetString());

        Assert.Equal("a\n", (await lake.RunAsync("ls")).Done().Out);
        (await lake.RunAsync("put", "f", "b", "--tx", new string('0', 32))).Ended(3);
        (await lake.RunAsync("put", "f", "b", "--tx", "x")).Ended(2);
        (await lake.RunAsync("put", "f", "b", "--tx", id, "--raw")).Ended(2);
    }

    private static string Change(JsonElement change) => $"{change.GetProperty("path").GetString()} {change.GetProperty("kind").GetString()}";
}
