namespace LakeVersion.Cli.Tests.Verbs;

/// <summary>The verbs about a plain table's log.</summary>
public sealed class LogVerbTests
{
    [Fact]
    public async Task A_log_is_checkpointed_compacted_and_cleaned()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        lake.Write("a.csv", "id,name\n1,x\n2,\n");
        (await lake.RunAsync("import", "a.csv", "--into", "t")).Done();
        (await lake.RunAsync("table", "export", "t", "t")).Done();
        (await lake.RunAsync("delta", "restore", "t", "--version", "0")).Done();

        var json = (await lake.RunAsync("delta", "checkpoint", "t", "--version", "0", "--json")).Done().Json();
        Assert.Equal(0, json.GetProperty("tableVersion").GetInt64());
        Assert.Equal("_delta_log/00000000000000000000.checkpoint.parquet", json.GetProperty("files")[0].GetString());
        Assert.Contains("Checkpoint of version 1: 1 file", (await lake.RunAsync("delta", "checkpoint", "t")).Done().Out);
        Assert.Contains(".compacted.json", (await lake.RunAsync("delta", "compact-log", "t", "--from", "0", "--to", "1")).Done().Out);
        Assert.Contains("no version 7", (await lake.RunAsync("delta", "checkpoint", "t", "--version", "7")).Ended(3).Error);
        Assert.Contains("Nothing has expired", (await lake.RunAsync("delta", "clean-log", "t")).Done().Out);

        foreach (var file in Directory.GetFiles(Path.Combine(lake.Work, "t", "_delta_log")))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        Assert.Contains("version 1 is the oldest then", (await lake.RunAsync("delta", "clean-log", "t", "--dry-run")).Done().Out);
        Assert.Contains("--yes", (await lake.RunAsync("delta", "clean-log", "t")).Ended(2).Error);
        Assert.Equal(1, (await lake.RunAsync("delta", "clean-log", "t", "--yes", "--json")).Done().Json().GetProperty("firstVersion").GetInt64());
        Assert.False(File.Exists(Path.Combine(lake.Work, "t", "_delta_log", "00000000000000000000.json")));
        Assert.Equal("id,name\r\n1,x\r\n2,\r\n", (await lake.RunAsync("delta", "read", "t")).Done().Out);
    }
}
