using LakeVersion.Testing;

namespace LakeVersion.Cli.Tests;

/// <summary>The guide to erasure, each part run line by line in a new folder: it prints what the page shows.</summary>
[Trait("store", "none")] // Its lake is in a folder.
public sealed class ErasureGuideTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("erasure")]
    [InlineData("rows")]
    public async Task Every_command_of_the_guide_prints_what_the_page_shows(string part)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the guide is written for a POSIX shell");
        var page = await File.ReadAllTextAsync(Path.Join(Checkout.Root, "docs", "erasure.md"));
        var steps = ReadmeConsole.Steps(page, part);
        Assert.True(steps.Count >= 10, "the page shows no commands");

        var (shown, printed) = await ReadmeConsole.RunAsync(steps, folder.Path, new Dictionary<string, string>());

        Assert.Equal(shown, printed);
    }

    public void Dispose() => folder.Dispose();
}
