using LakeVersion.Storage;

namespace LakeVersion.Cli.Tests.Verbs;

public sealed class AdoptVerbTests
{
    [Fact]
    public async Task A_folder_is_registered_where_it_is_and_read_like_any_other()
    {
        using var lake = await TrustingAsync();
        lake.Write("drop/a.csv", "id\n1\n");
        lake.Write("drop/sub/b c.txt", "odd");
        var text = (await lake.RunAsync("adopt", "drop", "raw", "-m", "Take in")).Done();
        Assert.Contains("main: Take in", text.Out);
        Assert.Contains("2 added", text.Out);

        Assert.Equal("id\n1\n", (await lake.RunAsync("cat", "raw/a.csv")).Done().Out);
        Assert.Equal("odd", (await lake.RunAsync("cat", "raw/sub/b c.txt")).Done().Out);
        (await lake.RunAsync("get", "raw", "out")).Done();
        Assert.Equal("odd", lake.Read("out/sub/b c.txt"));
        var entry = (await lake.RunAsync("ls", "raw/", "--json")).Done().Json().GetProperty("entries")[0];
        Assert.Equal("file://" + Path.Combine(lake.Work, "drop/a.csv"), entry.GetProperty("externalUri").GetString());
        Assert.Equal("text/csv", entry.GetProperty("contentType").GetString());
        Assert.Contains("left out", (await lake.RunAsync("manifest", "--format", "sha256sum")).Done().Error);
        Assert.Equal("adopt", (await lake.RunAsync("log", "-n", "1", "--json")).Done().Json().GetProperty("commits")[0].GetProperty("operation").GetString());
    }

    [Fact]
    public async Task A_dry_run_shows_what_would_be_and_registers_nothing()
    {
        using var lake = await TrustingAsync();
        lake.Write("drop/a.csv", "id\n1\n");
        await lake.PutAsync("first", "x");
        var head = await lake.HeadAsync();
        var json = (await lake.RunAsync("adopt", "drop", "raw", "--hash", "--dry-run", "--json")).Done().Json();
        Assert.Equal("dryRun", json.GetProperty("status").GetString());
        Assert.Equal("raw/a.csv", json.GetProperty("changes")[0].GetProperty("path").GetString());
        Assert.Equal(head, await lake.HeadAsync());
    }

    [Fact]
    public async Task Adopting_again_is_unchanged_and_a_change_is_told_until_it_is_replaced()
    {
        using var lake = await TrustingAsync();
        lake.Write("drop/a.csv", "id\n1\n");
        (await lake.RunAsync("adopt", "drop", "raw")).Done();
        Assert.Equal("unchanged", (await lake.RunAsync("adopt", "drop", "raw", "--json")).Done().Json().GetProperty("status").GetString());

        lake.Write("drop/a.csv", "id\n2222\n");
        var read = await lake.RunAsync("cat", "raw/a.csv");
        Assert.NotEqual(0, read.ExitCode);
        Assert.Contains("changed since it was adopted", read.Error);
        (await lake.RunAsync("adopt", "drop", "raw")).Ended(4);
        (await lake.RunAsync("adopt", "drop", "raw", "--replace")).Done();
        Assert.Equal("id\n2222\n", (await lake.RunAsync("cat", "raw/a.csv")).Done().Out);
    }

    [Fact]
    public async Task A_table_is_adopted_with_its_versions()
    {
        using var lake = await TrustingAsync();
        lake.Write("a.csv", "id\n1\n");
        (await lake.RunAsync("import", "a.csv", "--into", "a")).Done();
        (await lake.RunAsync("table", "export", "a", "outside/a")).Done();
        var json = (await lake.RunAsync("adopt", "outside/a", "b", "--json")).Done().Json();
        Assert.Equal("b", json.GetProperty("tables")[0].GetString());
        Assert.Equal(1, json.GetProperty("figures").GetProperty("versions").GetInt32());
        Assert.Equal("id\r\n1\r\n", (await lake.RunAsync("table", "read", "b")).Done().Out);
        (await lake.RunAsync("import", "a.csv", "--into", "b", "--append")).Done();
        Assert.Equal("id\r\n1\r\n1\r\n", (await lake.RunAsync("table", "read", "b")).Done().Out);
    }

    [Fact]
    public async Task What_is_copied_stays_and_what_is_hashed_is_in_the_manifest()
    {
        using var lake = await TrustingAsync();
        lake.Write("drop/a.txt", "one");
        (await lake.RunAsync("adopt", "drop", "hashed", "--hash")).Done();
        (await lake.RunAsync("adopt", "drop", "copied", "--copy")).Done();
        var digest = ContentHash.Of("one"u8).ToString();
        Assert.Equal(2, (await lake.RunAsync("manifest")).Done().Out.Split(digest).Length - 1);
        File.Delete(Path.Combine(lake.Work, "drop/a.txt"));
        Assert.Equal("one", (await lake.RunAsync("cat", "copied/a.txt")).Done().Out);
        Assert.NotEqual(0, (await lake.RunAsync("cat", "hashed/a.txt")).ExitCode);
        (await lake.RunAsync("adopt", "drop", "x", "--copy", "--hash")).Ended(2);
    }

    [Fact]
    public async Task The_environment_says_what_is_read_from_outside()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        lake.Write("drop/a.txt", "one");
        (await lake.RunAsync("adopt", "drop", "raw")).Done();
        lake.Environment["LAKEVERSION_EXTERNAL"] = "none";
        Assert.Contains("LAKEVERSION_EXTERNAL", (await lake.RunAsync("cat", "raw/a.txt")).Ended(5).Error);
        lake.Environment["LAKEVERSION_EXTERNAL"] = "s3://raw file://" + Path.Combine(lake.Work, "drop");
        Assert.Equal("one", (await lake.RunAsync("cat", "raw/a.txt")).Done().Out);
        lake.Environment["LAKEVERSION_EXTERNAL"] = "what";
        (await lake.RunAsync("cat", "raw/a.txt")).Ended(2);
    }

    [Fact]
    public async Task A_place_that_nobody_opens_or_that_holds_a_password_is_refused_without_repeating_it()
    {
        using var lake = await TrustingAsync();
        foreach (var location in new[] { "gopher://me:hunter2@host/x", "gopher://host/x?token=hunter2" })
        {
            foreach (var arguments in new string[][] { ["adopt", location, "x"], ["put", location, "x"], ["import", location, "--into", "x", "--format", "csv"] })
            {
                var result = await lake.RunAsync(arguments);
                Assert.NotEqual(0, result.ExitCode);
                Assert.DoesNotContain("hunter2", result.Error + result.Out);
            }
        }
    }

    [Fact]
    public async Task Put_takes_places_and_patterns_of_stores()
    {
        using var lake = await TrustingAsync();
        lake.Write("drop/a.csv", "a");
        lake.Write("drop/sub/b.csv", "b");
        lake.Write("drop/c.txt", "c");
        var drop = "file://" + Path.Combine(lake.Work, "drop");
        (await lake.RunAsync("put", drop + "/c.txt", "one.txt")).Done();
        (await lake.RunAsync("put", drop + "/**/*.csv", "csv")).Done();
        (await lake.RunAsync("put", drop, "lines.txt", "all")).Ended(3);
        (await lake.RunAsync("put", drop, "all")).Done();
        File.Delete(Path.Combine(lake.Work, "drop/c.txt"));
        Assert.Equal("c", (await lake.RunAsync("cat", "one.txt")).Done().Out);
        var names = (await lake.RunAsync("manifest", "--json")).Done().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("path").GetString());
        Assert.Equal(["all/a.csv", "all/c.txt", "all/sub/b.csv", "csv/a.csv", "csv/sub/b.csv", "one.txt"], names);
        (await lake.RunAsync("put", drop, "all", "--delete")).Done();
        Assert.NotEqual(0, (await lake.RunAsync("cat", "all/c.txt")).ExitCode);
    }

    [Fact]
    public async Task Import_takes_places_and_patterns_of_stores()
    {
        using var lake = await TrustingAsync();
        lake.Write("drop/a.csv", "id\n1\n");
        lake.Write("drop/b.csv", "id\n2\n");
        lake.Write("drop/c.txt", "no");
        var drop = "file://" + Path.Combine(lake.Work, "drop");
        (await lake.RunAsync("import", drop + "/*.csv", "--into", "t")).Done();
        Assert.Equal("id\r\n1\r\n2\r\n", (await lake.RunAsync("table", "read", "t")).Done().Out);
        (await lake.RunAsync("table", "export", "t", "parquet")).Done();
        (await lake.RunAsync("import", $"file://{lake.Work}/parquet/*.parquet", "--into", "p")).Done();
        Assert.Equal("id\r\n1\r\n2\r\n", (await lake.RunAsync("table", "read", "p")).Done().Out);
        Assert.Contains("*.json", (await lake.RunAsync("import", drop + "/*.json", "--into", "j")).Ended(3).Error);
    }

    // A lake that is not in a local folder would name no files by default.
    private static async Task<CliLake> TrustingAsync()
    {
        var lake = await CliLake.CreateAsync();
        lake.Environment["LAKEVERSION_EXTERNAL"] = "file:///";
        return lake;
    }
}
