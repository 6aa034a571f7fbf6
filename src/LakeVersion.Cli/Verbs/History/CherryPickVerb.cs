using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Writing;
using LakeVersion.Merging;

namespace LakeVersion.Cli.Verbs.History;

/// <summary><c>lv cherry-pick</c>: brings the changes of single commits into a branch.</summary>
internal sealed class CherryPickVerb : Verb
{
    private readonly Argument<string[]> revisions = new("rev…")
    {
        Description = "The commits in order, or ranges A..B: what B has and A lacks",
        Arity = new ArgumentArity(1, 1000),
    };

    private readonly Option<bool> again = new("--again") { Description = "Bring also what the branch holds already, a second time" };
    private readonly DecisionFlags decisions = new();
    private readonly CommitFlags flags = new();

    public CherryPickVerb()
        : base(
            "cherry-pick",
            "Bring the changes of single commits into a branch, each as a commit of its own: all, or with a conflict none.",
            "lv cherry-pick 3fa9c1d",
            "lv cherry-pick experiment~3..experiment -b main")
    {
        Add(revisions);
        Add(again);
        decisions.AddTo(this);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken) =>
        await new MergeRun(run, "cherry-pick", flags, decisions).RunAsync(
            null,
            isCheck: false,
            (branch, commit, resolution, token) => branch.CherryPickAsync(
                run.Get(revisions), new PickOptions { Commit = commit, Resolution = resolution, AllowAgain = run.Get(again) }, token),
            cancellationToken);
}
