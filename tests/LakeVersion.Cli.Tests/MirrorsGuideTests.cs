using LakeVersion.Testing;

namespace LakeVersion.Cli.Tests;

/// <summary>The guide to mirrors, run line by line in a new folder: it prints what the page shows.</summary>
[Trait("store", "none")]
public sealed class MirrorsGuideTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Every_command_of_the_guide_prints_what_the_page_shows()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the guide is written for a POSIX shell");
        var page = await File.ReadAllTextAsync(Path.Join(Checkout.Root, "docs", "mirrors.md"));
        var steps = ReadmeConsole.Steps(page, "mirrors");
        Assert.True(steps.Count >= 12, "the page shows no commands");

        var (shown, printed) = await ReadmeConsole.RunAsync(steps, folder.Path, new Dictionary<string, string>());

        Assert.Equal(shown, printed);
    }

    public void Dispose() => folder.Dispose();
}
