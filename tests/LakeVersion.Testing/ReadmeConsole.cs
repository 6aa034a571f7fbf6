using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace LakeVersion.Testing;

/// <summary>The console blocks of the README, run line by line: what they print is compared with what the README shows, ids and times masked.</summary>
public static partial class ReadmeConsole
{
    /// <summary>The commands of the blocks between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>, each with what is shown below it.</summary>
    public static IReadOnlyList<(string Command, string Output)> Steps(string readme, string name)
    {
        var part = readme.Split($"<!-- {name} -->")[1].Split($"<!-- /{name} -->")[0];
        return [.. Blocks().Matches(part).SelectMany(block => StepsOf(block.Groups[1].Value))];
    }

    /// <summary>Runs steps in a folder, with <c>lv</c> as <see cref="LvProgram"/>.</summary>
    /// <returns>What is shown and what was printed, masked and ready to be compared.</returns>
    public static async Task<(string Shown, string Printed)> RunAsync(
        IEnumerable<(string Command, string Output)> steps, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var lv = $"lv() {{ {LvProgram.Shell} \"$@\"; }}\n";
        var (shown, printed) = (new StringBuilder(), new StringBuilder());
        foreach (var (command, output) in steps)
        {
            shown.Append("$ ").AppendLine(command).Append(Mask(output));
            printed.Append("$ ").AppendLine(command).Append(Mask(await RunAsync(lv + command, folder, environment).ConfigureAwait(false)));
        }

        return (shown.ToString(), printed.ToString());
    }

    /// <summary>Runs a script in a folder; returns all that it prints, errors last.</summary>
    public static async Task<string> RunAsync(string script, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            Environment = { ["LAKEVERSION_AUTHOR"] = "ada@example.org", ["NO_COLOR"] = "1" },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return output + await errors.ConfigureAwait(false);
    }

    private static IEnumerable<(string Command, string Output)> StepsOf(string block)
    {
        foreach (var step in block.Split("$ ", StringSplitOptions.RemoveEmptyEntries))
        {
            var end = step.IndexOf('\n', StringComparison.Ordinal);
            yield return (step[..end], step[(end + 1)..]);
        }
    }

    private static string Mask(string text)
    {
        text = Id().Replace(Name().Replace(text.ReplaceLineEndings("\n"), "<id>"), "<id>");
        text = Seconds().Replace(Time().Replace(text, "<time>"), "<seconds>");
        return string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).TrimEnd('\n') + "\n";
    }

    [GeneratedRegex("```console\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\b(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{10})\b")]
    private static partial Regex Id();

    [GeneratedRegex(@"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b[0-9]+(?:\.[0-9]+)? m?s\b")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")]
    private static partial Regex Time();
}
