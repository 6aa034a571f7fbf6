using System.CommandLine;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;
using LakeVersion.Storage;
using LakeVersion.Versioning.Audit;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Revisions;

namespace LakeVersion.Cli.Auditing;

/// <summary>The options that choose entries of the audit history.</summary>
internal sealed class AuditQuery
{
    private readonly Option<bool> all = AllOption();
    private readonly Option<string?> path = new("--path") { Description = "Only movements that changed this file, folder or table", HelpName = "path" };
    private readonly Option<string?> author = new("--author") { Description = "Only of authors whose name holds this", HelpName = "text" };
    private readonly Option<string[]> operation = new("--op")
    {
        Description = "Only these operations: commit, reset, undo, create, delete …; repeatable",
        HelpName = "operation",
    };

    private readonly Option<string?> since = new("--since") { Description = "From this time on: ISO 8601, or '3 days ago'", HelpName = "time" };
    private readonly Option<string?> until = new("--until") { Description = "Before this time", HelpName = "time" };

    public static Option<bool> AllOption() => new("--all") { Description = "All branches and tags, live or not, and the settings" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[all, path, author, operation, since, until])
        {
            command.Add(option);
        }
    }

    /// <exception cref="LakeException">Invalid: an operation or time.</exception>
    public AuditFilter Read(Invocation run, Lake lake) => new()
    {
        Names = run.Get(all) ? null : [RefName.Branch(run.BranchName(lake))],
        Path = run.Get(path),
        Author = run.Get(author),
        Operations = run.Get(operation) is { Length: > 0 } words ? [.. words.Select(Operation)] : null,
        Since = Time(run, "--since", run.Get(since)),
        Until = Time(run, "--until", run.Get(until)),
    };

    private static DateTimeOffset? Time(Invocation run, string option, string? text) =>
        text is null ? null : RevisionTime.Parse($"{option} {text}", text, run.Context.Time.GetUtcNow());

    private static LogOperation Operation(string word)
    {
        var words = Enum.GetValues<LogOperation>().ToDictionary(OperationName.Of);
        return words.TryGetValue(word, out var operation)
            ? operation
            : throw LakeException.Invalid($"--op '{word}' is no operation.{NearNames.Hint(word, words.Keys)} There are: {string.Join(", ", words.Keys)}.");
    }
}
