using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Writing;
using LakeVersion.Merging;

namespace LakeVersion.Cli.Verbs.History;

/// <summary><c>lv squash</c>: puts a branch's commits since a revision into one.</summary>
internal sealed class SquashVerb : Verb
{
    private readonly Argument<string?> name = new("branch") { Description = "The branch; else the chosen one", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> since = new("--since") { Description = "The ancestor that the one commit follows", HelpName = "rev", Required = true };
    private readonly DecisionFlags decisions = new();
    private readonly CommitFlags flags = new();

    public SquashVerb()
        : base(
            "squash",
            "Put a branch's commits since a revision into one of the same content, and move the branch to it.",
            "lv squash experiment --since main",
            "lv squash --since experiment~5 -m \"Load the prices of May\"")
    {
        Add(name);
        Add(since);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken) =>
        await new MergeRun(run, "squash", flags, decisions).RunAsync(
            run.Get(name),
            isCheck: false,
            (branch, commit, _, token) => branch.SquashAsync(run.Get(since)!, new PickOptions { Commit = commit }, token),
            cancellationToken);
}
