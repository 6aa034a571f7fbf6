using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Writing;
using LakeVersion.Merging;

namespace LakeVersion.Cli.Verbs.History;

/// <summary><c>lv rebase</c>: makes a branch's own commits anew on top of another revision.</summary>
internal sealed class RebaseVerb : Verb
{
    private readonly Argument<string?> name = new("branch") { Description = "The branch; else the chosen one", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> onto = new("--onto") { Description = "The revision that they come to stand on", HelpName = "rev", Required = true };
    private readonly DecisionFlags decisions = new();
    private readonly CommitFlags flags = new();

    public RebaseVerb()
        : base(
            "rebase",
            "Make a branch's own commits anew on top of another revision, and move the branch there; not where it is protected.",
            "lv rebase experiment --onto main",
            "lv rebase --onto main --theirs 'raw/*'")
    {
        Add(name);
        Add(onto);
        decisions.AddTo(this);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken) =>
        await new MergeRun(run, "rebase", flags, decisions).RunAsync(
            run.Get(name),
            isCheck: false,
            (branch, commit, resolution, token) => branch.RebaseAsync(
                run.Get(onto)!, new PickOptions { Commit = commit, Resolution = resolution }, token),
            cancellationToken);
}
