using System.CommandLine;
using LakeVersion.Checks;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Publishing;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Publishing;

/// <summary><c>lv publish</c>: write, audit, publish.</summary>
internal sealed class PublishVerb : Verb
{
    private readonly Argument<string[]> words = new("branch")
    {
        Description = "The branch to publish; or, behind --, a command whose lv verbs write to a fresh branch (LAKEVERSION_BRANCH)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> into = new("--into") { Description = "The branch that is to hold it; else the chosen one", HelpName = "branch" };
    private readonly Option<string?> name = new("--name") { Description = "What the work is about, for the fresh branch's name publish/<name>-<id>", HelpName = "name" };
    private readonly Option<string?> message = new("--message", "-m") { Description = "Why", HelpName = "text" };
    private readonly Option<string?> author = new("--author") { Description = "Who publishes", HelpName = "name" };
    private readonly ChecksFlag checks = new();
    private readonly DecisionFlags decisions = new();

    public PublishVerb()
        : base(
            "publish",
            "Publish a branch, or what a command does on a fresh one, if checks pass; else keep it and change nothing.",
            "lv publish --checks checks.json --into main -- ./load.sh 2024-05-01",
            "lv publish experiment --checks checks.json --into main")
    {
        Add(words);
        checks.AddTo(this);
        Add(into);
        decisions.AddTo(this);
        Add(name);
        Add(message);
        Add(author);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var command = run.AfterDashes;
        var branches = run.Get(words)[..^command.Count];
        if (branches.Length + (command.Count > 0 ? 1 : 0) != 1 || (branches.Length > 0 && run.Get(name) is not null))
        {
            throw LakeException.Invalid("Give one branch to publish, or behind -- a command that does the work: lv publish --checks FILE -- COMMAND ARGUMENT… (--name goes with a command).");
        }

        var all = checks.Read(run);
        var lake = await run.OpenAsync(cancellationToken, run.Get(author));
        var destination = lake.Branch(run.Get(into) ?? run.BranchName(lake));
        var options = new PublishOptions { Name = run.Get(name) ?? "work", Author = run.Author(run.Get(author)), Message = run.Get(message), Resolution = await decisions.ReadAsync(run, cancellationToken) };
        var result = branches is [var branch]
            ? await destination.PublishAsync(lake.Branch(branch), all, options, cancellationToken)
            : await RunAsync(run, command, destination, all, options, cancellationToken);
        await decisions.SaveAsync(run, result.Conflicts, cancellationToken);
        run.Show(PublishShape.Of(result, destination.Name), LvJson.Default.PublishShape, shape => Write(run, shape, wasMade: command.Count > 0));
        return result.Status switch
        {
            PublishStatus.ChecksFailed => ExitCode.No,
            PublishStatus.Conflicts => ExitCode.Of(LakeErrorKind.Conflict),
            _ => ExitCode.Done,
        };
    }

    private static ValueTask<PublishResult> RunAsync(
        Invocation run, IReadOnlyList<string> command, LakeBranch destination, IReadOnlyList<ICheck> checks, PublishOptions options, CancellationToken cancellationToken) =>
        destination.PublishAsync(
            async (fresh, token) =>
            {
                var variables = new Dictionary<string, string>
                {
                    ["LAKEVERSION_LAKE"] = run.Place(null),
                    ["LAKEVERSION_BRANCH"] = fresh.Name,
                    ["LAKEVERSION_AUTHOR"] = options.Author!,
                };
                if (await ChildCommand.RunAsync(run.Context, command, variables, token) is not 0 and var code)
                {
                    throw LakeException.Refused($"The command ended with {code}, so nothing was published to {destination.Ref}. What it committed is on the branch {fresh.Name}; without commits that is gone.");
                }
            },
            checks,
            options,
            cancellationToken);

    private static void Write(Invocation run, PublishShape shape, bool wasMade)
    {
        if (shape.Checks is { } report)
        {
            CheckText.Write(run, report);
        }

        foreach (var conflict in shape.Conflicts ?? [])
        {
            MergeText.WriteConflict(run.Out, run.Paint, conflict);
        }

        var kept = $"the work is on the branch {Printable.Name(shape.Branch)}.";
        run.Out.WriteLine(shape.Status switch
        {
            "published" => $"Published: {Printable.Name(shape.Into)} stands at {shape.Commit[..10]}.",
            "unchanged" => $"Nothing to publish: {Printable.Name(shape.Into)} holds all of it.",
            "conflicts" => $"Not published: {Printable.Name(shape.Into)} changed the same meanwhile; {kept} Publish that branch with --resolve FILE (which --save FILE writes), --ours or --theirs.",
            _ => $"Not published: {Printable.Name(shape.Into)} is untouched; {kept}",
        });
        if (wasMade && shape is { IsKept: true, Status: "published" or "unchanged" })
        {
            run.Out.WriteLine($"The branch {Printable.Name(shape.Branch)} is still there: it got other commits meanwhile, or could not be deleted.");
        }
    }
}
