using LakeVersion.Testing.Stores;

namespace LakeVersion.Cli.Tests.Verbs;

/// <summary>Verbs about the files of tables, in a lake and plain.</summary>
public sealed class FilesVerbTests
{
    private const string Rows = "id,name\r\n1,x\r\n2,y\r\n3,z\r\n";

    [Fact]
    public async Task A_lakes_table_is_optimized_by_a_commit_and_stays_the_same()
    {
        using var lake = await WithFilesAsync();
        var done = (await lake.RunAsync("table", "optimize", "t", "--json")).Done().Json();
        Assert.Equal((3, 1), (done.GetProperty("figures").GetProperty("numRemovedFiles").GetInt32(), done.GetProperty("figures").GetProperty("numAddedFiles").GetInt32()));
        Assert.Equal(Rows, (await lake.RunAsync("table", "read", "t")).Done().Out);
        Assert.Contains("Nothing changed", (await lake.RunAsync("table", "optimize", "t")).Done().Out);
    }

    [Fact]
    public async Task A_plain_table_is_optimized_clustered_and_vacuumed()
    {
        using var lake = await WithFilesAsync();
        (await lake.RunAsync("table", "export", "t", "plain")).Done();
        Assert.Contains("is at version 1 now", (await lake.RunAsync("delta", "optimize", "plain")).Done().Out);
        Assert.Contains("stays at version 1", (await lake.RunAsync("delta", "optimize", "plain")).Done().Out);
        Assert.Contains("1 file added", (await lake.RunAsync("delta", "optimize", "plain", "--by", "name,id", "--curve", "hilbert")).Done().Out);
        Assert.Contains("Did you mean 'name'?", (await lake.RunAsync("delta", "optimize", "plain", "--by", "nam")).Ended(2).Error);
        Assert.Contains("--target-size 12x", (await lake.RunAsync("delta", "optimize", "plain", "--target-size", "12x")).Ended(2).Error);

        Assert.Contains("--force", (await lake.RunAsync("delta", "vacuum", "--help")).Done().Out);
        (await lake.RunAsync("delta", "vacuum", "plain", "--retain", "0s")).Ended(5);
        Assert.Contains("Deleted 0 files", (await lake.RunAsync("delta", "vacuum", "plain")).Done().Out);
        lake.Time.Advance(TimeSpan.FromDays(20_000));
        var told = (await lake.RunAsync("delta", "vacuum", "plain", "--dry-run", "--json")).Done().Json();
        Assert.True(told.GetProperty("dryRun").GetBoolean());
        Assert.Equal(Rows, (await lake.RunAsync("delta", "read", "plain")).Done().Out);
    }

    [Fact]
    public async Task A_lakes_table_lets_go_of_files_by_a_commit()
    {
        Assert.SkipWhen(TestStores.AreOnS3, "the clock of the test stands still, a server's does not: by it no file is old enough");
        using var lake = await WithFilesAsync();
        (await lake.RunAsync("table", "optimize", "t")).Done();
        Assert.Contains("Nothing changed", (await lake.RunAsync("table", "vacuum", "t")).Done().Out);
        var told = (await lake.RunAsync("table", "vacuum", "t", "--retain", "0s", "--force", "--dry-run")).Done().Out;
        Assert.Contains("Dry run", told);
        Assert.Contains("3 files let go of", (await lake.RunAsync("table", "vacuum", "t", "--retain", "0s", "--force")).Done().Out);
        Assert.Equal(Rows, (await lake.RunAsync("table", "read", "t")).Done().Out);
        Assert.Equal(Rows, (await lake.RunAsync("table", "read", "main~2:t")).Done().Out);
    }

    [Fact]
    public async Task Parquet_files_become_a_table_in_a_lake_and_in_a_plain_folder()
    {
        using var lake = await WithFilesAsync();
        Directory.CreateDirectory(Path.Combine(lake.Work, "raw", "year=2026"));
        (await lake.RunAsync("table", "export", "t", "raw/year=2026/x.parquet")).Done();
        (await lake.RunAsync("put", "raw/year=2026/x.parquet", "drop/year=2026/x.parquet")).Done();

        Assert.Contains("3 rows", (await lake.RunAsync("table", "convert", "drop", "--partition", "year int")).Done().Out);
        Assert.Equal("id,name,year\r\n1,x,2026\r\n2,y,2026\r\n3,z,2026\r\n", (await lake.RunAsync("table", "read", "drop")).Done().Out);

        Assert.Contains("is a Delta table now: 1 file, 3 rows.", (await lake.RunAsync("delta", "convert", "raw")).Done().Out);
        Assert.Equal(3, (await lake.RunAsync("delta", "read", "raw", "--columns", "year")).Done().Out.Split("2026").Length - 1);
        (await lake.RunAsync("delta", "convert", "raw")).Ended(4);
    }

    [Fact]
    public async Task Tables_are_cloned_in_a_lake_and_in_plain_folders()
    {
        using var lake = await WithFilesAsync();
        (await lake.RunAsync("table", "clone", "t", "try/t")).Done();
        Assert.Equal(Rows, (await lake.RunAsync("table", "read", "try/t")).Done().Out);
        (await lake.RunAsync("table", "clone", "main~2:t", "first", "--version", "0")).Done();
        Assert.Equal("id,name\r\n1,x\r\n", (await lake.RunAsync("table", "read", "first")).Done().Out);
        (await lake.RunAsync("table", "clone", "t", "try/t")).Ended(4);

        (await lake.RunAsync("table", "export", "t", "plain")).Done();
        Assert.Contains("3 files", (await lake.RunAsync("delta", "clone", "plain", "deep")).Done().Out);
        Assert.Contains("none of it copied", (await lake.RunAsync("delta", "clone", "plain", "shallow", "--shallow", "--version", "0")).Done().Out);
        Assert.Equal(Rows, (await lake.RunAsync("delta", "read", "deep")).Done().Out);
        Assert.Equal(Rows, (await lake.RunAsync("delta", "read", "shallow")).Done().Out);
        (await lake.RunAsync("delta", "clone", "plain", "deep")).Ended(4);
    }

    [Fact]
    public async Task Tables_leave_a_lake_with_their_history_and_by_links()
    {
        using var lake = await WithFilesAsync();
        Assert.Contains("delta, 3 versions, 3 rows, 3 files", (await lake.RunAsync("table", "export", "t", "all", "--history")).Done().Out);
        Assert.Equal("id,name\r\n1,x\r\n", (await lake.RunAsync("delta", "read", "all", "--version", "0")).Done().Out);
        (await lake.RunAsync("table", "export", "t", "some", "--history", "--version", "1")).Ended(2);

        var link = (await lake.RunAsync("table", "link", "t", "link", "--json")).Done().Json();
        Assert.Equal((0, 3), (link.GetProperty("linkedFiles").GetInt32(), link.GetProperty("copiedFiles").GetInt32()));
        Assert.Equal(Rows, (await lake.RunAsync("delta", "read", "link")).Done().Out);
        (await lake.RunAsync("table", "link", "t", "link")).Ended(4);
    }

    private static async Task<CliLake> WithFilesAsync()
    {
        var lake = await CliLake.CreateAsync();
        string[] rows = ["1,x", "2,y", "3,z"];
        foreach (var row in rows)
        {
            lake.Write("part.csv", $"id,name\n{row}\n");
            (await lake.RunAsync(["import", "part.csv", "--into", "t", .. row == rows[0] ? Array.Empty<string>() : ["--append"]])).Done();
        }

        return lake;
    }
}
