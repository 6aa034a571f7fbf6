using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Writing;
using LakeVersion.Merging;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.History;

/// <summary><c>lv merge</c>: brings what another branch changed into a branch.</summary>
internal sealed class MergeVerb : Verb
{
    private readonly Argument<string> source = new("source") { Description = "The branch or revision to merge: theirs" };
    private readonly Option<string?> into = new("--into") { Description = "The branch that gets it, ours; else the chosen one", HelpName = "branch" };
    private readonly Option<bool> forwardOnly = new("--ff-only") { Description = "Only move the branch forward; refuse where it has commits of its own" };
    private readonly Option<bool> noForward = new("--no-ff") { Description = "Make a merge commit even where the branch could just move forward" };
    private readonly Option<bool> squash = new("--squash") { Description = "Make one commit with one parent that says what it stands for" };
    private readonly Option<bool> check = new("--check") { Description = "Change nothing; exit code 1 where there are conflicts" };
    private readonly DecisionFlags decisions = new();
    private readonly CommitFlags flags = new();

    public MergeVerb()
        : base(
            "merge",
            "Bring what a branch or revision changed into a branch: files by path, tables by row. A conflict changes nothing.",
            "lv merge experiment --into main",
            "lv merge experiment --check",
            "lv merge experiment --save conflicts.json",
            "lv merge experiment --resolve conflicts.json --theirs 'raw/*'")
    {
        Add(source);
        foreach (var option in (Option[])[into, forwardOnly, noForward, squash, check])
        {
            Add(option);
        }

        decisions.AddTo(this);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        if (run.Get(forwardOnly) && (run.Get(noForward) || run.Get(squash)))
        {
            throw LakeException.Invalid("--ff-only makes no commit; it does not go with --no-ff or --squash.");
        }

        var forward = run.Get(forwardOnly) ? FastForward.Only : run.Get(noForward) ? FastForward.Never : FastForward.Allowed;
        return await new MergeRun(run, "merge", flags, decisions).RunAsync(
            run.Get(into),
            run.Get(check),
            (branch, commit, resolution, token) => branch.MergeAsync(
                run.Get(source),
                new MergeOptions { Commit = commit, FastForward = forward, Squash = run.Get(squash), Resolution = resolution },
                token),
            cancellationToken);
    }
}
