using System.Diagnostics;
using System.Text.RegularExpressions;
using LakeVersion.Testing;

namespace LakeVersion.Tests;

/// <summary>What the README shows is what the program prints.</summary>
[Trait("store", "none")]
public sealed partial class QuickstartTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task The_quickstart_prints_what_the_readme_shows()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Join(AppContext.BaseDirectory, "Quickstart.dll")])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Path,
        })!;
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        var shown = Block().Match(await File.ReadAllTextAsync(Path.Join(Checkout.Root, "README.md"))).Groups[1].Value;
        Assert.Equal(Mask(shown), Mask(printed));
        await using var lake = await Lake.OpenAsync(folder.Of("quickstart-lake"));
        Assert.Equal(["weather"], await (await lake.AtAsync("training-2014")).TablesAsync());
    }

    public void Dispose() => folder.Dispose();

    private static string Mask(string text) => Time().Replace(Id().Replace(text.ReplaceLineEndings("\n"), "<id>"), "<time>");

    [GeneratedRegex("<!-- quickstart -->\n```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("\\b[0-9a-f]{10}\\b")]
    private static partial Regex Id();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")]
    private static partial Regex Time();
}
