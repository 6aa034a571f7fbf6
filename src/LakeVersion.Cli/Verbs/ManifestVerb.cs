using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Snapshots;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv manifest</c>: paths, sizes and digests of all files of a revision.</summary>
internal sealed class ManifestVerb : Verb
{
    private readonly Argument<string?> path = new("[rev:]path") { Description = "A folder or file; else everything", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> at = new("--at") { Description = "The revision", HelpName = "rev" };
    private readonly Option<string> format = new("--format")
    {
        Description = "text: SHA-256, size and path; sha256sum: what 'sha256sum -c' checks, with paths below the folder",
        HelpName = "text|sha256sum",
        DefaultValueFactory = _ => "text",
    };

    public ManifestVerb()
        : base(
            "manifest",
            "List path, size and SHA-256 of every file. With --json one JSON object a line.",
            "lv manifest v1.2:raw",
            "lv manifest raw --format sha256sum > raw.sha256",
            "lv manifest main: --json")
    {
        format.AcceptOnlyFromAmong("text", "sha256sum");
        Add(path);
        Add(at);
        Add(format);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = await LakePlace.OpenAsync(run, run.Get(path) ?? "", run.Get(at), cancellationToken);
        if (await place.At.Files.FindAsync(place.Path, cancellationToken) is { } single)
        {
            Write(run, single, single.Path[(single.Path.LastIndexOf('/') + 1)..]);
            return ExitCode.Done;
        }

        var count = 0L;
        await foreach (var file in place.At.Files.ListAsync(place.Prefix, cancellationToken: cancellationToken))
        {
            Write(run, file, file.Path[place.Prefix.Length..]);
            count++;
        }

        await place.CheckFolderAsync(count, cancellationToken);
        return ExitCode.Done;
    }

    private void Write(Invocation run, LakeFile file, string below)
    {
        var line = new ManifestLine { Path = file.Path, SizeBytes = file.SizeBytes, Sha256 = file.Sha256?.ToString(), ExternalUri = file.ExternalUri };
        run.Show(line, LvJson.Default.ManifestLine, shown =>
        {
            if (run.Get(format) == "text")
            {
                run.Out.WriteLine($"{shown.Sha256 ?? "-",-64}  {shown.SizeBytes,14}  {Printable.Name(shown.Path)}");
            }
            else if (shown.Sha256 is { } digest)
            {
                run.Out.WriteLine(SumLine(digest, below));
            }
            else
            {
                run.Warn($"'{shown.Path}' lies outside the lake and has no known SHA-256; it is left out.");
            }
        });
    }

    // A line with escapes begins with a backslash, as sha256sum writes and reads it.
    private static string SumLine(string digest, string path)
    {
        var escaped = path
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal);
        return $"{(escaped.Length == path.Length ? "" : "\\")}{digest}  {escaped}";
    }
}
