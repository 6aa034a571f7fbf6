namespace LakeVersion.Cli.Tests.Verbs;

public sealed class MirrorVerbTests
{
    [Fact]
    public async Task A_lake_is_mirrored_and_refreshed_and_its_mirror_is_read_like_it()
    {
        using var lake = await CliLake.CreateAsync();
        var first = await lake.PutAsync("data/a", "1");

        var made = (await lake.RunAsync("mirror", lake.Location, "copy")).Done().Out;
        var again = (await lake.RunAsync("mirror", lake.Location, "copy")).Done().Out;
        await lake.PutAsync("data/b", "2");
        var json = (await lake.RunAsync("mirror", lake.Location, "copy", "--json")).Done().Json();

        Assert.StartsWith("Mirrored to copy\n", made, StringComparison.Ordinal);
        Assert.Matches("\n3 log entries, 2 commits, 1 object, ", made);
        Assert.StartsWith("Nothing is new: ", again, StringComparison.Ordinal);
        Assert.Equal((1, 1, 1), (json.GetProperty("entries").GetInt32(), json.GetProperty("commits").GetInt32(), json.GetProperty("objects").GetInt32()));
        Assert.False(json.GetProperty("new").GetBoolean());
        Assert.False(json.GetProperty("mirrorOf").GetProperty("isPartial").GetBoolean());
        Assert.Equal("2", (await lake.RunAsync("cat", "data/b", "-C", "copy")).Done().Out);
        Assert.Contains(first[..10], (await lake.RunAsync("log", "-C", "copy")).Done().Out, StringComparison.Ordinal);
        (await lake.RunAsync("audit", "verify", "-C", "copy")).Done();
        Assert.Contains("mirror of", (await lake.RunAsync("info", "-C", "copy")).Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mirror_is_read_only_until_it_is_promoted()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("data/a", "1");
        var id = (await lake.RunAsync("info", "--json")).Done().Json().GetProperty("lake").GetString();
        (await lake.RunAsync("mirror", lake.Location, "copy")).Done();
        lake.Write("new", "3");

        var refused = (await lake.RunAsync("put", "new", "data/c", "-C", "copy")).Ended(5);
        Assert.Contains("lv promote", refused.Error, StringComparison.Ordinal);
        (await lake.RunAsync("branch", "create", "b", "-C", "copy")).Ended(5);
        var promoted = (await lake.RunAsync("promote", "copy", "--json")).Done().Json();
        Assert.Equal(id, promoted.GetProperty("origin").GetString());
        Assert.NotEqual(id, promoted.GetProperty("lake").GetString());
        (await lake.RunAsync("put", "new", "data/c", "-C", "copy")).Done();

        Assert.Equal("3", (await lake.RunAsync("cat", "data/c", "-C", "copy")).Done().Out);
        (await lake.RunAsync("audit", "verify", "-C", "copy")).Done();
        Assert.Contains("no mirror", (await lake.RunAsync("promote", "copy")).Ended(4).Error, StringComparison.Ordinal);
        Assert.Contains("a lake of its own", (await lake.RunAsync("mirror", lake.Location, "copy")).Ended(5).Error, StringComparison.Ordinal);
        var info = (await lake.RunAsync("info", "-C", "copy", "--json")).Done().Json();
        Assert.Equal(id, info.GetProperty("origin").GetString());
        (await lake.RunAsync("mirror", lake.Location, "second")).Done();
        Assert.Contains("Promoted: a lake of its own now, id ", (await lake.RunAsync("promote", "second")).Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_of_a_lake_is_cloned_and_says_what_it_lacks()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        await lake.PutAsync("data/a", "1");
        await lake.PutAsync("other/b", "2");
        (await lake.RunAsync("branch", "create", "dev")).Done();
        (await lake.RunAsync("tag", "create", "v1")).Done();
        await lake.PutAsync("data/a", "3");

        var made = (await lake.RunAsync("mirror", lake.Location, "clone", "--branch", "main", "--branch", "dev", "--path", "data")).Done().Out;
        var json = (await lake.RunAsync("mirror", lake.Location, "late", "--since", "v1", "--json")).Done().Json();

        Assert.Contains("It holds only: branches dev main, content of data", made, StringComparison.Ordinal);
        Assert.Equal("3", (await lake.RunAsync("cat", "data/a", "-C", "clone")).Done().Out);
        Assert.Equal("1", (await lake.RunAsync("cat", "dev:data/a", "-C", "clone")).Done().Out);
        var missing = (await lake.RunAsync("cat", "other/b", "-C", "clone")).Ended(3);
        Assert.Contains("left out of this partial mirror", missing.Error, StringComparison.Ordinal);
        Assert.Contains(lake.Store.Name, missing.Error, StringComparison.Ordinal);
        (await lake.RunAsync("cat", "v1:data/a", "-C", "clone")).Ended(3);
        Assert.Equal("3", (await lake.RunAsync("cat", "data/a", "-C", "late")).Done().Out);
        Assert.NotNull(json.GetProperty("mirrorOf").GetProperty("since").GetString());
        (await lake.RunAsync("cat", "main~2:data/a", "-C", "late")).Ended(3);
        (await lake.RunAsync("promote", "clone")).Ended(5);
        (await lake.RunAsync("mirror", lake.Location, "clone", "--path", "other")).Ended(2);
        Assert.Contains("Did you mean 'dev'?", (await lake.RunAsync("mirror", lake.Location, "third", "--branch", "dve")).Ended(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_holds_something_else_is_refused()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("files/readme.txt", "x");
        (await lake.RunAsync("init", "another")).Done();

        Assert.Contains("readme.txt", (await lake.RunAsync("mirror", lake.Location, "files")).Ended(4).Error, StringComparison.Ordinal);
        Assert.Contains("another lake", (await lake.RunAsync("mirror", lake.Location, "another")).Ended(4).Error, StringComparison.Ordinal);
        (await lake.RunAsync("mirror", "nowhere", "there")).Ended(3);
    }
}
