using System.CommandLine;
using LakeVersion.Checks;
using LakeVersion.Cli.Verbs;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Parsing;

/// <summary><c>--checks</c>: a file of checks.</summary>
internal sealed class ChecksFlag
{
    private readonly Option<string?> file = new("--checks")
    {
        Description = "A JSON file of checks (docs/checks.md); else the one that .lakeversion names",
        HelpName = "file",
    };

    public void AddTo(Command command) => command.Add(file);

    /// <summary>The checks; they are also what protection rules may ask of this run, so call it before the lake is opened.</summary>
    /// <exception cref="LakeException">Invalid: no file is named, or it is none of checks.</exception>
    public IReadOnlyList<ICheck> Read(Invocation run)
    {
        if (run.Get(file) is { } path)
        {
            run.Checks = ReadFile(run.Context.FullPath(path));
        }

        return run.Checks.Count > 0 ? run.Checks : throw LakeException.Invalid(
            "No checks: name a file of them with --checks FILE, or in .lakeversion as \"checks\": \"checks.json\". What it holds: docs/checks.md.");
    }

    public static IReadOnlyList<ICheck> ReadFile(string path) => File.Exists(path)
        ? CheckFile.Parse(File.ReadAllBytes(path), path)
        : throw LakeException.NotFound($"There is no file of checks {path}.");
}
