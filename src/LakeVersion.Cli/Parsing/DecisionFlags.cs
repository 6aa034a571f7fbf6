using System.CommandLine;
using LakeVersion.Cli.Verbs;
using LakeVersion.Merging;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Parsing;

/// <summary>The options of every verb that may meet conflicts.</summary>
internal sealed class DecisionFlags
{
    private readonly Option<string?> save = new("--save") { Description = "Write the conflicts to a file, to be decided by hand", HelpName = "file" };
    private readonly Option<string?> resolve = new("--resolve") { Description = "Take the decisions of such a file", HelpName = "file" };

    private readonly Option<string[]> ours = Side("--ours", "Where nothing else is decided, keep what the branch has: everywhere, or at paths of a pattern; repeatable");
    private readonly Option<string[]> theirs = Side("--theirs", "Likewise take what comes in");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[resolve, save, ours, theirs])
        {
            command.Add(option);
        }
    }

    /// <summary>The decisions.</summary>
    /// <exception cref="LakeException">Invalid: the file is none.</exception>
    public async ValueTask<MergeResolution> ReadAsync(Invocation run, CancellationToken cancellationToken)
    {
        var name = run.Get(resolve);
        var file = name is null ? new MergeResolution() : ResolutionFile.Read(await File.ReadAllTextAsync(run.Context.FullPath(name), cancellationToken), name);
        return file with { Ours = Patterns(run, ours), Theirs = Patterns(run, theirs) };
    }

    /// <summary>Writes the conflicts where that is wanted, behind what the file of decisions decides already; the file's name, or null.</summary>
    public async ValueTask<string?> SaveAsync(Invocation run, IReadOnlyList<MergeConflict> conflicts, CancellationToken cancellationToken)
    {
        if (run.Get(save) is not { } name)
        {
            return null;
        }

        await File.WriteAllTextAsync(run.Context.FullPath(name), ResolutionFile.Write(conflicts, await ReadAsync(run, cancellationToken)), cancellationToken);
        return name;
    }

    private static Option<string[]> Side(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "pattern",
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private static string[] Patterns(Invocation run, Option<string[]> side) =>
        !run.Has(side) ? [] : run.Get(side) is { Length: > 0 } patterns ? patterns : ["*"];
}
