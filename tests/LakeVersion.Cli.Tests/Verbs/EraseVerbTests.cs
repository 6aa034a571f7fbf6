using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Tests.Verbs;

public sealed class EraseVerbTests
{
    private const string Secret = "Alice Example, born 1961-04-03";

    [Fact]
    public async Task A_file_is_gone_from_all_history_and_every_way_to_read_it_says_who_and_why()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        await lake.PutAsync("people/letter", Secret);
        await lake.PutAsync("copy", Secret);
        (await lake.RunAsync("tag", "create", "v1")).Done();
        await lake.PutAsync("people/letter", "harmless");
        await lake.PutAsync("other", "stays");
        (await lake.RunAsync("branch", "create", "work", "v1")).Done();

        var plan = (await lake.RunAsync("erase", "people/letter", "--dry-run", "--json")).Done().Json();
        Assert.Equal(["copy", "people/letter"], plan.GetProperty("paths").EnumerateArray().Select(path => path.GetString()));
        Assert.Equal(["main", "work", "v1"], plan.GetProperty("heads").EnumerateArray().Select(head => head.GetProperty("name").GetString()));
        Assert.True(await ShowsAsync(lake, Secret));

        Assert.Contains("--reason", (await lake.RunAsync("erase", "people/letter", "--yes")).Ended(2).Error, StringComparison.Ordinal);
        Assert.Contains("Nobody can bring it back. Nobody can be asked here; add --yes", (await lake.RunAsync("erase", "people/letter", "--reason", "r")).Ended(2).Error, StringComparison.Ordinal);
        lake.Answer = "n\n";
        (await lake.RunAsync("erase", "people/letter", "--reason", "r")).Ended(1);
        lake.Answer = null;
        Assert.True(await ShowsAsync(lake, Secret));

        var done = (await lake.RunAsync("erase", "people/letter", "--reason", "Request 17", "--yes")).Done().Out;
        Assert.StartsWith("Erasure 1: 2 contents gone from 3 packs and 0 objects", done, StringComparison.Ordinal);
        Assert.Contains("These heads name it still, and reading it fails there (take the paths away with 'lv rm'):\n  branch main: copy and 1 more\n  branch work: copy and 1 more\n  tag v1: copy and 1 more\n", done, StringComparison.Ordinal);
        Assert.False(await ShowsAsync(lake, Secret));
        Assert.False(await ShowsAsync(lake, "harmless"));
        foreach (var arguments in (string[][])[["cat", "v1:people/letter"], ["cat", "main:copy"], ["get", "work:people", Path.Combine(lake.Work, "out")]])
        {
            Assert.Matches("erased by ada on 2026-[0-9-]+ because 'Request 17' \\(erasure 1\\)", (await lake.RunAsync(arguments)).Ended(9).Error);
        }

        Assert.Equal("stays", (await lake.RunAsync("cat", "main:other")).Done().Out);
        Assert.Contains(" people/letter", (await lake.RunAsync("manifest", "v1:")).Done().Out, StringComparison.Ordinal);
        Assert.Contains("erased content, which is gone as it must be.\n", (await lake.RunAsync("fsck", "--data")).Done().Out, StringComparison.Ordinal);
        var audit = (await lake.RunAsync("audit", "--all", "--json")).Done().Out;
        Assert.Contains("\"operation\":\"erase\"", audit.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Request 17", audit, StringComparison.Ordinal);
        (await lake.RunAsync("audit", "verify")).Done();
        Assert.Contains("Request 17", (await lake.RunAsync("erase", "status")).Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_erase_more_or_less_than_was_meant_is_a_usage_error()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        await lake.PutAsync("a", Secret);
        await lake.PutAsync("status", Secret);
        Assert.Contains("every branch", (await lake.RunAsync("erase", "a", "--reason", "r", "--yes", "-b", "work")).Ended(2).Error, StringComparison.Ordinal);
        Assert.Contains("every branch", (await lake.RunAsync("erase", "rows", "t", "--where", "id = 1", "--reason", "r", "--yes", "-b", "work")).Ended(2).Error, StringComparison.Ordinal);
        foreach (var verb in (string[])["status", "finish"])
        {
            Assert.Contains("takes no paths before it", (await lake.RunAsync("erase", "a", verb)).Ended(2).Error, StringComparison.Ordinal);
        }

        Assert.Contains("names no content", (await lake.RunAsync("erase", "", "--reason", "r", "--yes")).Ended(2).Error, StringComparison.Ordinal);
        Assert.Contains("names no rows", (await lake.RunAsync("erase", "rows", "t", "--where", " ", "--reason", "r", "--yes")).Ended(2).Error, StringComparison.Ordinal);
        Assert.Equal(Secret, (await lake.RunAsync("cat", "a")).Done().Out);
        (await lake.RunAsync("erase", "--reason", "r", "--yes", "--", "status")).Done();
        (await lake.RunAsync("cat", "a")).Ended(9);
    }

    [Fact]
    public async Task Erased_content_is_put_again_once_the_path_was_removed()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        await lake.PutAsync("a", Secret);
        (await lake.RunAsync("erase", "a", "--reason", "r", "--yes")).Done();
        var file = Path.Combine(lake.Work, "a");
        await File.WriteAllTextAsync(file, Secret);
        Assert.Contains("lv rm a", (await lake.RunAsync("put", file, "a")).Ended(5).Error, StringComparison.Ordinal);
        (await lake.RunAsync("rm", "a")).Done();
        lake.Time.Advance(TimeSpan.FromSeconds(5));
        (await lake.RunAsync("put", file, "a")).Done();
        Assert.Equal(Secret, (await lake.RunAsync("cat", "a")).Done().Out);
        (await lake.RunAsync("cat", "main~2:a")).Ended(9);
        (await lake.RunAsync("fsck", "--data")).Done();
    }

    [Fact]
    public async Task A_table_is_gone_with_its_log_and_single_contents_go_by_digest_or_key()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        var csv = Path.Combine(lake.Work, "t.csv");
        await File.WriteAllTextAsync(csv, $"name,age\n\"{Secret}\",65\n");
        (await lake.RunAsync("import", csv, "--into", "people")).Done();
        (await lake.RunAsync("import", csv, "--into", "people", "--append")).Done();
        var big = new string('x', 1_500_000) + Secret;
        await lake.PutAsync("big", big);
        await lake.PutAsync("small", "small " + Secret);
        (await lake.RunAsync("erase", "people", "--reason", "Contract ended", "--yes")).Done();
        foreach (var arguments in (string[][])[["table", "read", "people"], ["table", "read", "people", "--at", "main~3"], ["table", "history", "people"]])
        {
            Assert.Contains("because 'Contract ended'", (await lake.RunAsync(arguments)).Ended(9).Error, StringComparison.Ordinal);
        }

        (await lake.RunAsync("fsck", "--data")).Done();
        (await lake.RunAsync("table", "drop", "people", "--yes")).Done();
        Assert.Empty((await lake.RunAsync("ls", "people")).Ended(3).Out);
        var key = (await lake.StoredAsync("objects/")).Keys.Single(one => one.StartsWith("objects/", StringComparison.Ordinal));
        (await lake.RunAsync("erase", key, $"sha256:{ContentHash.Of(Encoding.UTF8.GetBytes("small " + Secret))}", "--reason", "r", "--yes")).Done();
        (await lake.RunAsync("cat", "big")).Ended(9);
        (await lake.RunAsync("cat", "small")).Ended(9);
        Assert.False(await ShowsAsync(lake, Secret));
        Assert.Empty(await lake.StoredAsync("objects/"));
        Assert.Contains("Did you mean 'small'?", (await lake.RunAsync("erase", "smal", "--reason", "r", "--yes")).Ended(3).Error, StringComparison.Ordinal);
        (await lake.RunAsync("erase", "sha256:12", "--reason", "r", "--yes")).Ended(2);
    }

    [Fact]
    public async Task What_was_not_erased_is_got_and_compared_beside_it()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        var csv = Path.Combine(lake.Work, "t.csv");
        await File.WriteAllTextAsync(csv, $"name,age\n\"{Secret}\",65\n");
        (await lake.RunAsync("import", csv, "--into", "people")).Done();
        await lake.PutAsync("letters/a", Secret);
        await lake.PutAsync("letters/b", "harmless");
        (await lake.RunAsync("import", csv, "--into", "people", "--append")).Done();
        await lake.PutAsync("letters/c", "more");
        (await lake.RunAsync("erase", "letters/a", "people", "--reason", "Request 17", "--yes")).Done();

        var got = Path.Combine(lake.Work, "got");
        var error = (await lake.RunAsync("get", "letters", got)).Ended(9).Error;
        Assert.Matches("1 of 3 files cannot be read any more and was not written; the others were:\\s+letters/a: .*because 'Request 17'", error);
        Assert.Equal(["b", "c"], Directory.EnumerateFiles(got).Select(Path.GetFileName).Order());
        Assert.Equal("more", await File.ReadAllTextAsync(Path.Combine(got, "c")));

        var lines = (await lake.RunAsync("diff", "main~2..main")).Done().Out;
        Assert.Contains("+ letters/c  4 B\n", lines, StringComparison.Ordinal);
        Assert.Matches(@"~ people  \(table, not to be read: .*because 'Request 17' \(erasure 1\)\)\n", lines);
        var table = (await lake.RunAsync("diff", "main~2..main", "--json")).Done().Json().GetProperty("changes").GetProperty("tables")[0];
        Assert.Contains("Request 17", table.GetProperty("unread").GetString(), StringComparison.Ordinal);
        Assert.Contains("not to be read", (await lake.RunAsync("show", "main~1")).Done().Out, StringComparison.Ordinal);
        (await lake.RunAsync("table", "drop", "people", "--yes")).Done();
        Assert.Contains("- people  (table, not to be read", (await lake.RunAsync("diff", "main~1..main")).Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repair_from_a_copy_that_was_not_erased_brings_nothing_back()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        await lake.PutAsync("a", Secret);
        await lake.PutAsync("big", new string('x', 1_500_000) + Secret);
        await lake.PutAsync("b", "b");
        var copy = Path.Combine(lake.Folder, "copy");
        (await lake.RunAsync("mirror", lake.Location, copy)).Done();
        (await lake.RunAsync("erase", "a", "big", "--reason", "r", "--yes")).Done();
        (await lake.RunAsync("fsck", "--data", "--repair", copy)).Done();
        Assert.False(await ShowsAsync(lake, Secret));

        // Also not where the pack has to be put back for its neighbours, unless the copy was erased too.
        foreach (var key in (await lake.StoredAsync("packs/")).Keys)
        {
            await lake.Store.DeleteAsync([StoreKey.Parse(key)]);
        }

        (await lake.RunAsync("fsck", "--data", "--repair", copy)).Ended(6);
        Assert.False(await ShowsAsync(lake, Secret));
        Assert.Equal("b", (await lake.RunAsync("cat", "b")).Done().Out);
    }

    [Fact]
    public async Task The_second_look_ends_an_erasure_and_a_collection_takes_it()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        Assert.Equal("Nothing was ever erased.\n", (await lake.RunAsync("erase", "status")).Done().Out);
        Assert.Equal("Nothing is due.\n", (await lake.RunAsync("erase", "finish")).Done().Out);
        await lake.PutAsync("a", Secret);
        await lake.PutAsync("b", "b" + Secret);
        (await lake.RunAsync("erase", "a", "--reason", "r", "--yes")).Done();
        Assert.Contains("Erasure 1 waits for its second look until 2026-11-08", (await lake.RunAsync("erase", "finish")).Done().Out, StringComparison.Ordinal);
        lake.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal("Erasure 1 is done.\n", (await lake.RunAsync("erase", "finish")).Done().Out);
        var second = (await lake.RunAsync("erase", "b", "--reason", "r", "--yes", "--json")).Done().Json().GetProperty("erasure").GetInt64();
        lake.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(second, (await lake.RunAsync("gc", "run", "--yes", "--json")).Done().Json().GetProperty("erasures").GetProperty("done")[0].GetInt64());
        Assert.All(
            (await lake.RunAsync("erase", "status", "--json")).Done().Json().GetProperty("erasures").EnumerateArray(),
            one => Assert.True(one.TryGetProperty("doneAt", out _)));
    }

    private static async Task<bool> ShowsAsync(CliLake lake, string text) =>
        (await lake.StoredAsync()).Values.Any(bytes => Encoding.Latin1.GetString(bytes).Contains(text, StringComparison.Ordinal));
}
