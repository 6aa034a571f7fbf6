using LakeVersion.Testing;

namespace LakeVersion.Storage.S3.Tests;

/// <summary>What the README shows of <c>lv</c> on object storage is what it prints on a real server, beside what the pipeline left.</summary>
public sealed class ReadmeStorageTests : IDisposable
{
    private readonly TemporaryFolder work = new();

    [Fact]
    public async Task Every_command_on_object_storage_prints_what_the_readme_shows()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the README is written for a POSIX shell");
        using var bucket = await Gateway.BucketAsync();
        var folder = Gateway.NewFolder();
        var environment = new Dictionary<string, string> { ["LAKEVERSION_ENDPOINT"] = Gateway.Endpoint.AbsoluteUri };
        var pipeline = Path.Join(AppContext.BaseDirectory, "MinioPipeline.dll");
        await ReadmeConsole.RunAsync($"dotnet '{pipeline}' {Gateway.Bucket} {folder}/minio-pipeline", work.Path, environment);
        var readme = await File.ReadAllTextAsync(Path.Join(AppContext.BaseDirectory, "README.md"), TestContext.Current.CancellationToken);
        var steps = ReadmeConsole.Steps(
            readme.Replace("s3://lakeversion/", $"s3://{Gateway.Bucket}/{folder}/", StringComparison.Ordinal)
                .Replace("http://127.0.0.1:9000/", Gateway.Endpoint.AbsoluteUri, StringComparison.Ordinal),
            "storage");
        Assert.True(steps.Count >= 5, "the README shows no object storage");

        var (shown, printed) = await ReadmeConsole.RunAsync(steps, work.Path, environment);

        Assert.Equal(shown, printed);
        Assert.Contains(Gateway.Endpoint.AbsoluteUri.TrimEnd('/'), await File.ReadAllTextAsync(work.Of(".lakeversion"), TestContext.Current.CancellationToken));
    }

    public void Dispose() => work.Dispose();
}
