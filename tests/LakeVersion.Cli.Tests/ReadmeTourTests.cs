using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using LakeVersion.Testing;

namespace LakeVersion.Cli.Tests;

/// <summary>The README's tour, run line by line on the lake that the quickstart leaves: it prints what the README shows.</summary>
public sealed partial class ReadmeTourTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Every_command_of_the_tour_prints_what_the_readme_shows()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the tour is written for a POSIX shell");
        await RunAsync($"dotnet '{Path.Join(AppContext.BaseDirectory, "Quickstart.dll")}'", folder.Path);
        var readme = await File.ReadAllTextAsync(Path.Join(Checkout(), "README.md"));
        var steps = Blocks().Matches(readme).SelectMany(block => Steps(block.Groups[1].Value)).ToList();
        Assert.True(steps.Count >= 8, "the README shows no tour");

        var lv = $"lv() {{ dotnet '{Path.Join(AppContext.BaseDirectory, "lv.dll")}' \"$@\"; }}\n";
        var (shown, printed) = (new StringBuilder(), new StringBuilder());
        foreach (var (command, output) in steps)
        {
            shown.Append("$ ").AppendLine(command).Append(Mask(output));
            printed.Append("$ ").AppendLine(command).Append(Mask(await RunAsync(lv + command, folder.Of("quickstart-lake"))));
        }

        Assert.Equal(shown.ToString(), printed.ToString());
    }

    public void Dispose() => folder.Dispose();

    private static IEnumerable<(string Command, string Output)> Steps(string block)
    {
        foreach (var step in block.Split("$ ", StringSplitOptions.RemoveEmptyEntries))
        {
            var end = step.IndexOf('\n', StringComparison.Ordinal);
            yield return (step[..end], step[(end + 1)..]);
        }
    }

    private static async Task<string> RunAsync(string script, string workingFolder)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder,
            Environment = { ["LAKEVERSION_AUTHOR"] = "ada@example.org", ["NO_COLOR"] = "1" },
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await errors;
    }

    private static string Mask(string text)
    {
        text = Id().Replace(text.ReplaceLineEndings("\n"), "<id>");
        text = Seconds().Replace(Time().Replace(text, "<time>"), "<seconds>");
        return string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).TrimEnd('\n') + "\n";
    }

    private static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Join(folder!.FullName, "LakeVersion.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex("```console\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\b(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{10})\b")]
    private static partial Regex Id();

    [GeneratedRegex(@"\b[0-9]+\.[0-9] s\b")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")]
    private static partial Regex Time();
}
