using System.Diagnostics;
using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Cli.Tests.Running;

/// <summary>A lake goes from a folder to a store (a bucket, where the suites have one) to a folder by real processes of <c>lv mirror</c>, each of which is killed on the way.</summary>
[Trait("program", "lv")]
public sealed class MirrorJourneyTests
{
    private const int Files = 80;
    private const int FileBytes = (1 << 20) + 100;

    [Fact]
    public async Task A_lake_comes_back_equal_though_its_mirrors_were_killed_half_way()
    {
        using var lake = await FilledAsync();
        var middle = TestStores.Location(Path.Combine(lake.Folder, "middle"));
        var back = Path.Combine(lake.Folder, "back");

        await MirrorAsync(lake, lake.Location, middle);
        await MirrorAsync(lake, middle, back);
        Assert.Equal((0, 0), await AgainAsync(lake, lake.Location, middle));
        await lake.PutAsync("notes/late", "late");
        Assert.Equal((1, 1), await AgainAsync(lake, lake.Location, middle));
        Assert.Equal((1, 1), await AgainAsync(lake, middle, back));

        foreach (var place in (string[])[middle, back])
        {
            Assert.Equal(await OutAsync(lake, lake.Location, "log", "--json"), await OutAsync(lake, place, "log", "--json"));
            Assert.Equal(await OutAsync(lake, lake.Location, "table", "read", "numbers"), await OutAsync(lake, place, "table", "read", "numbers"));
            Assert.Contains("Whole: nothing is damaged.", await OutAsync(lake, place, "fsck", "--data"), StringComparison.Ordinal);
            await OutAsync(lake, place, "audit", "verify");
        }
    }

    private static async Task<CliLake> FilledAsync()
    {
        var lake = await CliLake.CreateAsync(isLocal: true);
        var random = new Random(1);
        var bytes = new byte[FileBytes];
        Directory.CreateDirectory(Path.Combine(lake.Work, "large"));
        for (var i = 0; i < Files; i++)
        {
            random.NextBytes(bytes);
            File.WriteAllBytes(Path.Combine(lake.Work, "large", $"{i:d2}"), bytes);
        }

        (await lake.RunAsync("put", "large", "large")).Done();
        lake.Write("numbers.csv", "id,price\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i},{i * 10}\n")));
        (await lake.RunAsync("import", "numbers.csv", "--into", "numbers")).Done();
        (await lake.RunAsync("tag", "create", "v1")).Done();
        (await lake.RunAsync("branch", "create", "dev")).Done();
        return lake;
    }

    // Killed once some of the content is there; the next run brings the rest alone.
    private static async Task MirrorAsync(CliLake lake, string source, string destination)
    {
        var target = TestStores.OpenAt(destination);
        using (var killed = Start(lake, source, destination))
        {
            while (await CountAsync(target, "objects/") == 0)
            {
                Assert.False(killed.HasExited, "it ended before anything was there");
                await Task.Delay(5);
            }

            killed.Kill();
            await killed.WaitForExitAsync();
        }

        var there = await CountAsync(target, "objects/");
        Assert.InRange(there, 1, Files - 1);
        Assert.Equal(0, await CountAsync(target, "lake.json"));
        using var again = Start(lake, source, destination);
        var json = System.Text.Json.JsonDocument.Parse(await again.StandardOutput.ReadToEndAsync()).RootElement;
        await again.WaitForExitAsync();
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(Files, await CountAsync(target, "objects/"));
        Assert.InRange(json.GetProperty("bytes").GetInt64(), 1, (long)(Files - there + 1) * FileBytes);
    }

    private static async Task<(long Entries, long Objects)> AgainAsync(CliLake lake, string source, string destination)
    {
        var json = (await lake.RunAsync("mirror", source, destination, "--json")).Done().Json();
        return (json.GetProperty("entries").GetInt64(), json.GetProperty("objects").GetInt64());
    }

    private static async Task<string> OutAsync(CliLake lake, string place, params string[] arguments) =>
        (await lake.RunAsync([.. arguments, "-C", place])).Done().Out;

    private static async Task<int> CountAsync(IObjectStore store, string prefix) =>
        await store.ListAsync(new ListRequest { Prefix = prefix }).CountAsync();

    private static Process Start(CliLake lake, string source, string destination)
    {
        var start = new ProcessStartInfo(LvProgram.Command[0], [.. LvProgram.Command.Skip(1), "mirror", source, destination, "--json"])
        {
            WorkingDirectory = lake.Work,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in lake.Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
