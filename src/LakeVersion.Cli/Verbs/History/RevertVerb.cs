using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Writing;
using LakeVersion.Merging;

namespace LakeVersion.Cli.Verbs.History;

/// <summary><c>lv revert</c>: undoes what given commits changed, by a new commit.</summary>
internal sealed class RevertVerb : Verb
{
    private readonly Argument<string[]> revisions = new("rev…")
    {
        Description = "The commits to undo, or ranges A..B along first parents",
        Arity = new ArgumentArity(1, 1000),
    };

    private readonly Option<int?> parent = new("--parent") { Description = "For a merge: the parent whose state to go back to, 1 for the branch's own", HelpName = "n" };
    private readonly DecisionFlags decisions = new();
    private readonly CommitFlags flags = new();

    public RevertVerb()
        : base(
            "revert",
            "Undo what commits changed, by a new commit; later changes of other paths and rows stay. A conflict changes nothing.",
            "lv revert 3fa9c1d -m \"The prices were wrong\"",
            "lv revert main~3 main~5",
            "lv revert main~4..main~1",
            "lv revert main --parent 1")
    {
        Add(revisions);
        Add(parent);
        decisions.AddTo(this);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var merge = new MergeRun(run, "revert", flags, decisions);
        var lake = await merge.OpenAsync(run.Get(flags.DryRun), cancellationToken);
        var resolution = await decisions.ReadAsync(run, cancellationToken);
        return await BranchWrite.RunAsync(
            run,
            flags,
            "revert",
            "",
            async (branch, options, token) =>
            {
                var how = new PickOptions { Commit = options, Parent = run.Get(parent), Resolution = resolution };
                var result = await branch.RevertAsync(run.Get(revisions), how, token);
                return result.Commit ?? throw await merge.FailAsync(lake, branch, result, token);
            },
            cancellationToken);
    }
}
