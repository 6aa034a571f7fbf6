using System.Text.Json;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Tests.Verbs;

public sealed class FsckVerbTests
{
    [Fact]
    public async Task A_sound_lake_is_whole_in_words_and_in_JSON()
    {
        using var lake = await WithFilesAsync();
        var text = (await lake.RunAsync("fsck")).Done().Out;
        Assert.Contains("Whole: nothing is damaged.", text);
        Assert.Contains("--data reads it", text);
        Assert.Contains("byte by byte", (await lake.RunAsync("fsck", "main", "v1", "--data")).Done().Out);
        var line = Assert.Single(Lines(await lake.RunAsync("fsck", "--data", "--json"), 0));
        Assert.Equal((1, true, true, true, 0), (line.GetProperty("version").GetInt32(), line.GetProperty("whole").GetBoolean(), line.GetProperty("complete").GetBoolean(), line.GetProperty("data").GetBoolean(), line.GetProperty("damages").GetInt32()));
        Assert.Equal(2, line.GetProperty("checked").GetProperty("contents").GetInt32());
        Assert.False(line.TryGetProperty("repair", out _));
    }

    [Fact]
    public async Task Damage_is_told_with_key_path_and_branch_and_ends_with_6()
    {
        using var lake = await WithFilesAsync();
        var key = await DamageAsync(lake);
        var text = (await lake.RunAsync("fsck", "--data")).Ended(6).Out;
        Assert.Contains(key.Value, text);
        Assert.Contains("branch 'main'", text);
        Assert.Contains("'a'", text);
        Assert.Contains("lv fsck --repair", text);
        Assert.Contains("Damaged:", text);
        var lines = Lines(await lake.RunAsync("fsck", "--data", "--json"), 6);
        var content = lines.First(line => line.TryGetProperty("thing", out var thing) && thing.GetString() == "content");
        Assert.Equal(("damage", key.Value), (content.GetProperty("finding").GetString(), content.GetProperty("key").GetString()));
        Assert.Contains("a", content.GetProperty("paths").EnumerateArray().Select(path => path.GetString()));
        Assert.Contains("expected", content.GetProperty("fault").GetString());
        Assert.False(lines[^1].GetProperty("whole").GetBoolean());
    }

    [Fact]
    public async Task A_copy_repairs_what_is_damaged_and_a_dry_run_only_says_so()
    {
        using var lake = await WithFilesAsync();
        var copy = Path.Combine(lake.Work, "copy");
        var backup = new LocalFolderStore(copy);
        await foreach (var item in lake.Store.ListAsync(new ListRequest()))
        {
            await backup.PutAsync(StoreKey.Parse(item.Name), (await lake.Store.GetAsync(StoreKey.Parse(item.Name)))!.Value);
        }

        var key = await DamageAsync(lake);
        var identity = StoreKey.Parse("lake.json");
        await lake.Store.DeleteAsync([identity]);
        var dry = (await lake.RunAsync("fsck", "--data", "--repair", "copy", "--dry-run")).Ended(6).Out;
        Assert.Contains($"would repair {key}", dry);
        Assert.Contains("would repair lake.json", dry);
        Assert.Contains("All would be whole", dry);
        Assert.Null(await lake.Store.GetAsync(identity));
        var json = Lines(await lake.RunAsync("fsck", "--data", "--repair", "copy", "--dry-run", "--json"), 6)[^1].GetProperty("repair");
        Assert.True(json.GetProperty("dryRun").GetBoolean());
        Assert.Equal(0, json.GetProperty("damagesLeft").GetInt32());
        var done = (await lake.RunAsync("fsck", "--data", "--repair", "copy")).Done().Out;
        Assert.Contains($"repaired {key}", done);
        Assert.Contains("Whole now", done);
        Assert.Contains("Whole: nothing is damaged.", (await lake.RunAsync("fsck", "--data")).Done().Out);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_and_names_near_the_one_meant_are_told()
    {
        using var lake = await WithFilesAsync();
        (await lake.RunAsync("fsck", "--dry-run")).Ended(2);
        Assert.Contains("main", (await lake.RunAsync("fsck", "mian")).Ended(3).Error);
        Assert.Contains("the lake itself", (await lake.RunAsync("fsck", "--repair", lake.Location)).Ended(2).Error);
        Assert.Contains("lv fsck --data --repair", (await lake.RunAsync("fsck", "--help")).Done().Out);
        (await lake.RunAsync("fsck", "--lake", Path.Combine(lake.Work, "nothing"))).Ended(3);
    }

    private static async Task<CliLake> WithFilesAsync()
    {
        var lake = await CliLake.CreateAsync();
        await File.WriteAllTextAsync(Path.Combine(lake.Work, "a"), "content of a");
        await File.WriteAllTextAsync(Path.Combine(lake.Work, "b"), "content of b");
        (await lake.RunAsync("put", "a", "a", "-m", "Put a")).Done();
        (await lake.RunAsync("put", "b", "b", "-m", "Put b")).Done();
        (await lake.RunAsync("tag", "create", "v1")).Done();
        return lake;
    }

    // A bit of the content of 'a', which is stored as it is.
    private static async Task<StoreKey> DamageAsync(CliLake lake)
    {
        await foreach (var item in lake.Store.ListAsync(new ListRequest { Prefix = "packs/" }))
        {
            var key = StoreKey.Parse(item.Name);
            var bytes = (await lake.Store.GetAsync(key))!.Value.ToArray();
            if (bytes.AsSpan().IndexOf("content of a"u8) is var at and >= 0)
            {
                bytes[at] ^= 1;
                await lake.Store.PutAsync(key, bytes);
                return key;
            }
        }

        throw new InvalidOperationException("No pack holds the content.");
    }

    private static List<JsonElement> Lines(CliResult result, int code) =>
        [.. result.Ended(code).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
