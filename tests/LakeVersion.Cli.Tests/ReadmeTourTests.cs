using LakeVersion.Testing;

namespace LakeVersion.Cli.Tests;

/// <summary>The README's tour, how it changes a table and what it does with a plain Delta table, run line by line on the lake that the quickstart leaves: it prints what the README shows.</summary>
[Trait("program", "lv")]
[Trait("store", "none")]
public sealed class ReadmeTourTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Every_command_of_the_tour_prints_what_the_readme_shows()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the tour is written for a POSIX shell");
        var nothing = new Dictionary<string, string>();
        await ReadmeConsole.RunAsync($"dotnet '{Path.Join(AppContext.BaseDirectory, "Quickstart.dll")}'", folder.Path, nothing);
        var readme = await File.ReadAllTextAsync(Path.Join(Checkout.Root, "README.md"));
        var (tour, change, delta) = (ReadmeConsole.Steps(readme, "tour"), ReadmeConsole.Steps(readme, "change"), ReadmeConsole.Steps(readme, "delta"));
        Assert.True(tour.Count >= 8 && change.Count >= 8 && delta.Count >= 5, "the README shows no tour");

        var (shown, printed) = await ReadmeConsole.RunAsync(tour.Concat(change).Concat(delta), folder.Of("quickstart-lake"), nothing);

        Assert.Equal(shown, printed);
    }

    public void Dispose() => folder.Dispose();
}
