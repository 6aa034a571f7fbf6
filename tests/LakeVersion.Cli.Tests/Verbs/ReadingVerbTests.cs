using System.Diagnostics;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Tests.Verbs;

public sealed class ReadingVerbTests
{
    [Fact]
    public async Task A_file_is_read_at_the_revision_before_the_colon_or_of_the_option()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("f", "1");
        await lake.PutAsync("f", "2");

        Assert.Equal("2", (await lake.RunAsync("cat", "f")).Done().Out);
        Assert.Equal("1", (await lake.RunAsync("cat", "main~1:f")).Done().Out);
        Assert.Equal("1", (await lake.RunAsync("cat", "f", "--at", "main~1")).Done().Out);
        Assert.Equal("12", (await lake.RunAsync("cat", "main~1:f", ":f")).Done().Out);
    }

    [Fact]
    public async Task A_path_with_a_colon_is_read_by_an_option_or_behind_a_colon()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("x:y", "1");

        Assert.Equal("1", (await lake.RunAsync("cat", "x:y", "--at", "main")).Done().Out);
        Assert.Equal("1", (await lake.RunAsync("cat", ":x:y")).Done().Out);
    }

    [Fact]
    public async Task What_is_missing_is_not_found_with_near_names()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("raw/report.csv", "1");

        Assert.Contains("raw/report.csv", (await lake.RunAsync("cat", "raw/reprot.csv")).Ended(3).Error);
        (await lake.RunAsync("cat", "raw")).Ended(3);
        (await lake.RunAsync("ls", "nothing")).Ended(3);
        (await lake.RunAsync("get", "nothing", "out")).Ended(3);
        (await lake.RunAsync("manifest", "nothing")).Ended(3);
        (await lake.RunAsync("du", "nothing")).Ended(3);
        (await lake.RunAsync("show", "mian")).Ended(3);
        Assert.Contains("Did you mean 'main'?", (await lake.RunAsync("ls", "mian:")).Ended(3).Error);
        (await lake.RunAsync("ls", "--at", "main@{nonsense}")).Ended(2);
    }

    [Fact]
    public async Task A_listing_folds_folders_and_tells_them_apart()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a/b/c", "123");
        await lake.PutAsync("a/d", "1");
        var list = (await lake.RunAsync("ls", "a", "--json")).Done().Json();

        Assert.Equal(["folder a/b", "file a/d"], list.GetProperty("entries").EnumerateArray().Select(e => $"{e.GetProperty("kind").GetString()} {e.GetProperty("path").GetString()}"));
        var shown = (await lake.RunAsync("ls", "-l", "a")).Done().Out.Split('\n');
        Assert.Equal("size  modified (UTC)       type    path", shown[0]);
        Assert.Equal("   -  -                    folder  a/b/", shown[1]);
    }

    [Fact]
    public async Task A_file_goes_into_a_folder_that_exists_and_replaces_a_file_whole()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("raw/f", "new");
        lake.Write("out/f", "old, and longer");
        (await lake.RunAsync("get", "raw/f", "out")).Done();
        (await lake.RunAsync("get", "raw/f", "other")).Done();

        Assert.Equal("new", lake.Read("out/f"));
        Assert.Equal("new", lake.Read("other"));
        Assert.Equal(["f"], Directory.EnumerateFileSystemEntries(Path.Combine(lake.Work, "out")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Damaged_content_is_told_and_leaves_no_local_file()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("f", new string('x', 1000) + "tail");
        foreach (var (pack, bytes) in await lake.StoredAsync("packs/"))
        {
            bytes.AsSpan().Fill(0xAA);
            await lake.Store.PutAsync(StoreKey.Parse(pack), bytes);
        }

        (await lake.RunAsync("get", "f", "out")).Ended(6);
        Assert.False(File.Exists(Path.Combine(lake.Work, "out")));
    }

    [Fact]
    public async Task A_manifest_is_one_JSON_object_a_line()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "1");
        await lake.PutAsync("b", "22");
        var lines = (await lake.RunAsync("manifest", "--json")).Done().Out.TrimEnd().Split('\n');

        Assert.Equal("""{"version":1,"path":"a","sizeBytes":1,"sha256":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"}""", lines[0]);
        Assert.Equal(2, lines.Length);
    }

    [Fact]
    public async Task A_manifest_is_checked_by_sha256sum()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/sha256sum"), "There is no sha256sum here.");
        using var lake = await CliLake.CreateAsync();
        lake.Write("in/a b", "1");
        lake.Write("in/sub/new\nline", "2");
        lake.Write("in/sub/back\\slash", "3");
        (await lake.RunAsync("put", "in", "raw")).Done();
        (await lake.RunAsync("get", "raw", "out")).Done();
        lake.Write("sums", (await lake.RunAsync("manifest", "raw", "--format", "sha256sum")).Done().Out);

        Assert.Equal(0, await CheckSumsAsync(lake));
        lake.Write("out/a b", "other");
        Assert.Equal(1, await CheckSumsAsync(lake));
    }

    [Fact]
    public async Task Sizes_are_summed_per_folder()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a/x", "123");
        await lake.PutAsync("b/c/y", "12345");
        await lake.PutAsync("z", "1");
        var sizes = (await lake.RunAsync("du", "--json")).Done().Json();

        Assert.Equal(9, sizes.GetProperty("total").GetProperty("bytes").GetInt64());
        Assert.Equal(["a 3", "b 5"], sizes.GetProperty("folders").EnumerateArray().Select(f => $"{f.GetProperty("path").GetString()} {f.GetProperty("bytes").GetInt64()}"));
        Assert.Contains("9 B      3       0  /", (await lake.RunAsync("du")).Done().Out);
    }

    [Fact]
    public async Task Names_that_could_steer_a_terminal_are_shown_escaped()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a\u001b[2Jb", "1");

        Assert.Equal("a\\x1b[2Jb\n", (await lake.RunAsync("ls")).Done().Out);
    }

    [Fact]
    public async Task Info_tells_lake_branch_author_and_totals()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("a", "123");
        var info = (await lake.RunAsync("info", "--json")).Done().Json();

        Assert.Equal("main", info.GetProperty("branch").GetString());
        Assert.Equal("ada", info.GetProperty("author").GetString());
        Assert.Equal(3, info.GetProperty("totals").GetProperty("bytes").GetInt64());
        Assert.Contains("main (default)", (await lake.RunAsync("info")).Done().Out);
    }

    private static async Task<int> CheckSumsAsync(CliLake lake)
    {
        var start = new ProcessStartInfo("/usr/bin/sha256sum", ["-c", "../sums", "--strict", "--quiet"])
        {
            WorkingDirectory = Path.Combine(lake.Work, "out"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
