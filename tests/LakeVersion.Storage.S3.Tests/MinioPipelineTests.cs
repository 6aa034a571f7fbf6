using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>What the README shows of the pipeline is what it prints on a real server.</summary>
public sealed partial class MinioPipelineTests
{
    [Fact]
    public async Task The_pipeline_prints_what_the_readme_shows_and_its_lake_is_whole()
    {
        using var bucket = await Gateway.BucketAsync();
        var folder = Gateway.NewFolder();
        var start = new ProcessStartInfo("dotnet", [Path.Join(AppContext.BaseDirectory, "MinioPipeline.dll"), Gateway.Bucket, folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LAKEVERSION_ENDPOINT"] = Gateway.Endpoint.AbsoluteUri;
        using var process = Process.Start(start)!;
        var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (process.ExitCode, errors));
        var readme = await File.ReadAllTextAsync(Path.Join(AppContext.BaseDirectory, "README.md"), TestContext.Current.CancellationToken);
        Assert.Equal(
            Block().Match(readme).Groups[1].Value,
            printed.ReplaceLineEndings("\n").Replace($"{Gateway.Bucket}/{folder}", "lakeversion/minio-pipeline", StringComparison.Ordinal));

        var store = new PrefixStore(bucket, StoreKey.Parse(folder));
        await using var lake = await Lake.OpenAsync(new PrefixStore(store, StoreKey.Parse("lake")));
        Assert.Equal(3, await lake.Log.WalkAsync((await lake.Branch("main").HeadAsync()).Commit).CountAsync());
        Assert.Equal(["2012.csv", "2013.csv", "2014.csv"], (await store.ListAsync(new ListRequest { Prefix = "raw/" }).ToListAsync()).Select(item => item.Name[4..]));
    }

    [GeneratedRegex("<!-- pipeline -->\n```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
