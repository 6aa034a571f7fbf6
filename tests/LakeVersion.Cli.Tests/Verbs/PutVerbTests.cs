using System.Text;

namespace LakeVersion.Cli.Tests.Verbs;

public sealed class PutVerbTests
{
    [Fact]
    public async Task A_folder_is_put_as_one_commit_and_told_as_JSON()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("d/a.csv", "a");
        lake.Write("d/.hidden/b", "bb");
        var put = (await lake.RunAsync("put", "d", "raw", "-m", "Load", "--meta", "job=7", "--json")).Done().Json();

        Assert.Equal("committed", put.GetProperty("status").GetString());
        Assert.Equal(2, put.GetProperty("added").GetInt64());
        Assert.Equal(3, put.GetProperty("figures").GetProperty("bytes").GetInt64());
        var log = (await lake.RunAsync("log", "--json")).Done().Json().GetProperty("commits");
        Assert.Equal(1, log.GetArrayLength());
        Assert.Equal("Load", log[0].GetProperty("message").GetString());
        Assert.Equal("ada", log[0].GetProperty("author").GetString());
        Assert.Equal("7", log[0].GetProperty("metadata").GetProperty("job").GetString());
        Assert.Equal("put", log[0].GetProperty("operation").GetString());
    }

    [Fact]
    public async Task Equal_content_commits_nothing_and_says_so()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("d/a", "a");
        (await lake.RunAsync("put", "d", "raw")).Done();
        var head = await lake.HeadAsync();
        var again = (await lake.RunAsync("put", "d", "raw")).Done();

        Assert.StartsWith("Nothing changed", again.Out);
        Assert.Equal(head, await lake.HeadAsync());
    }

    [Fact]
    public async Task Standard_input_is_put_and_standard_output_gives_it_back()
    {
        using var lake = await CliLake.CreateAsync();
        var bytes = new byte[3_000_000];
        new CountedBytes(7).Fill(bytes);
        (await lake.RunAsync(bytes, ["put", "-", "blob.bin"])).Done();

        Assert.Equal(bytes, (await lake.RunAsync("get", "blob.bin", "-")).Done().Bytes);
        Assert.Equal(bytes, (await lake.RunAsync("cat", "main:blob.bin")).Done().Bytes);
    }

    [Fact]
    public async Task Standard_input_needs_a_whole_path()
    {
        using var lake = await CliLake.CreateAsync();
        (await lake.RunAsync("put", "-", "raw/")).Ended(2);
    }

    [Fact]
    public async Task Several_sources_keep_their_names()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.txt", "a");
        lake.Write("d/b.txt", "b");
        (await lake.RunAsync("put", "a.txt", "d", "raw")).Done();

        Assert.Equal("raw/a.txt\nraw/d/b.txt\n", (await lake.RunAsync("ls", "-r")).Done().Out);
    }

    [Fact]
    public async Task The_content_type_follows_the_extension()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("a.parquet", "x");
        (await lake.RunAsync("put", "a.parquet", "t/")).Done();

        var entry = (await lake.RunAsync("ls", "t", "--json")).Done().Json().GetProperty("entries")[0];
        Assert.Equal("t/a.parquet", entry.GetProperty("path").GetString());
        Assert.Equal("application/vnd.apache.parquet", entry.GetProperty("contentType").GetString());
    }

    [Fact]
    public async Task Mirroring_removes_what_the_folder_lacks_and_nothing_beside_it()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("raw/old", "1");
        await lake.PutAsync("raw-other", "2");
        lake.Write("d/new", "3");
        var put = (await lake.RunAsync("put", "d", "raw", "--delete", "--json")).Done().Json();

        Assert.Equal(1, put.GetProperty("removed").GetInt64());
        Assert.Equal("raw-other\nraw/new\n", (await lake.RunAsync("ls", "-r")).Done().Out);
    }

    [Fact]
    public async Task Mirroring_an_empty_folder_wants_a_yes()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("raw/old", "1");
        Directory.CreateDirectory(Path.Combine(lake.Work, "empty"));

        (await lake.RunAsync("put", "empty", "raw", "--delete")).Ended(2);
        Assert.Equal("raw/old\n", (await lake.RunAsync("ls", "-r")).Done().Out);
        (await lake.RunAsync("put", "empty", "raw", "--delete", "--yes")).Done();
        Assert.Equal("", (await lake.RunAsync("ls", "-r")).Done().Out);
    }

    [Fact]
    public async Task A_dry_run_shows_every_change_and_stores_nothing()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("raw/a", "1");
        await lake.PutAsync("raw/gone", "1");
        lake.Write("d/a", "22");
        lake.Write("d/b", new string('x', 2_000_000));
        var before = await StoredAsync(lake);
        var dry = (await lake.RunAsync("put", "d", "raw", "--delete", "--dry-run", "--json")).Done().Json();

        Assert.Equal("dryRun", dry.GetProperty("status").GetString());
        Assert.Equal(
            ["changed raw/a", "added raw/b", "removed raw/gone"],
            dry.GetProperty("changes").EnumerateArray().Select(change => $"{change.GetProperty("kind").GetString()} {change.GetProperty("path").GetString()}"));
        Assert.Equal(before, await StoredAsync(lake));
    }

    [Fact]
    public async Task A_dry_run_meets_the_rules_of_the_real_run()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("raw/a", "1");
        lake.Write("f", "2");

        (await lake.RunAsync("put", "f", "x/_delta_log/0.json", "--dry-run")).Ended(5);
        (await lake.RunAsync("put", "f", "f", "--if-head", new string('0', 64), "--dry-run")).Ended(4);
    }

    [Fact]
    public async Task An_idempotency_key_makes_a_retried_step_one_commit()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("f", "1");
        var first = (await lake.RunAsync("put", "f", "f", "--idempotency-key", "k", "--json")).Done().Json();
        await lake.PutAsync("f", "2");
        lake.Write("copy", "1");
        var second = (await lake.RunAsync("put", "copy", "f", "--idempotency-key", "k", "-m", "again", "--json")).Done().Json();

        Assert.Equal("replayed", second.GetProperty("status").GetString());
        Assert.Equal(first.GetProperty("commit").GetString(), second.GetProperty("commit").GetString());
        Assert.Equal("2", (await lake.RunAsync("cat", "f")).Done().Out);
    }

    [Fact]
    public async Task An_idempotency_key_is_refused_for_other_content_another_path_and_another_verb()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("f", "1");
        (await lake.RunAsync("put", "f", "f", "--idempotency-key", "k")).Done();
        lake.Write("g", "2");
        Assert.Contains("use a new key", (await lake.RunAsync("put", "g", "f", "--idempotency-key", "k")).Ended(4).Error);
        (await lake.RunAsync("put", "f", "g", "--idempotency-key", "k")).Ended(4);
        (await lake.RunAsync("rm", "f", "--idempotency-key", "k")).Ended(4);
        Assert.Equal("1", (await lake.RunAsync("cat", "f")).Done().Out);
    }

    [Fact]
    public async Task A_removal_a_copy_and_a_mirror_are_done_once_by_their_key()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("d/f", "1");
        await lake.PutAsync("d/old", "0");
        foreach (var command in (string[][])[["put", "d", "d", "--delete"], ["cp", "d/f", "g"], ["rm", "-r", "d"]])
        {
            Assert.DoesNotContain("done before", (await lake.RunAsync([.. command, "--idempotency-key", command[0]])).Done().Out);
            Assert.Contains("done before", (await lake.RunAsync([.. command, "--idempotency-key", command[0]])).Done().Out);
        }
    }

    [Fact]
    public async Task A_stale_condition_on_the_head_is_a_conflict_and_a_fresh_one_is_not()
    {
        using var lake = await CliLake.CreateAsync();
        var old = await lake.PutAsync("f", "1");
        var head = await lake.PutAsync("f", "2");
        lake.Write("f", "3");

        Assert.Equal("conflict", (await lake.RunAsync("put", "f", "f", "--if-head", old, "--json")).Ended(4).ErrorJson().GetProperty("kind").GetString());
        (await lake.RunAsync("put", "f", "f", "--if-head", head[..12])).Done();
        (await lake.RunAsync("put", "f", "f", "--if-head", "main")).Ended(2);
    }

    [Theory]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a/../b")]
    [InlineData("main:a")]
    public async Task A_bad_path_is_a_usage_error(string path)
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("f", "1");
        (await lake.RunAsync("put", "f", path)).Ended(2);
    }

    [Fact]
    public async Task A_missing_source_is_not_found_and_nothing_is_put()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("f", "1");
        (await lake.RunAsync("put", "f", "nothing", "raw")).Ended(3);

        Assert.Equal("", (await lake.RunAsync("ls")).Done().Out);
    }

    [Fact]
    public async Task Bad_metadata_is_a_usage_error()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("f", "1");
        (await lake.RunAsync("put", "f", "f", "--meta", "novalue")).Ended(2);
        (await lake.RunAsync("put", "f", "f", "--meta", "a=1", "--meta", "a=2")).Ended(2);
    }

    [Fact]
    public async Task The_folder_of_the_lake_itself_is_left_out()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Work = lake.Folder;
        lake.Write("work/f", "1");
        (await lake.RunAsync("put", ".", "all")).Done();

        Assert.Equal("all/work/f\n", (await lake.RunAsync("ls", "-r")).Done().Out);
    }

    [Fact]
    public async Task An_unchanged_tree_of_odd_names_comes_back_as_it_was()
    {
        using var lake = await CliLake.CreateAsync();
        string[] names = ["a b", "quote\"'s", "日本/語.txt", "-dash", "@at", "new\nline", "back\\slash", "x:y", "%41", "~", "CON", "emoji😀", " lead", "trail ", "#h?q"];
        foreach (var name in names)
        {
            lake.Write($"in/{name}", $"<{name}>");
        }

        (await lake.RunAsync("put", "in", "odd")).Done();
        (await lake.RunAsync("get", "odd", "out")).Done();
        Assert.Equal(Content(lake, "in"), Content(lake, "out"));
        Assert.Equal(names.Length, Content(lake, "out").Count);
    }

    private static SortedDictionary<string, string> Content(CliLake lake, string folder)
    {
        var root = Path.Combine(lake.Work, folder);
        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            content[Path.GetRelativePath(root, file)] = File.ReadAllText(file, Encoding.UTF8);
        }

        return content;
    }

    private static async Task<List<string>> StoredAsync(CliLake lake) => [.. (await lake.StoredAsync()).Keys];
}
