using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.History;

/// <summary><c>lv reset</c>: moves a branch to any revision.</summary>
internal sealed class ResetVerb : Verb
{
    private readonly Argument<string> revision = new("rev") { Description = "The revision to move to" };
    private readonly Option<bool> force = new("--force") { Description = "Also where a table's log would go back" };
    private readonly MovementFlags flags = new();
    private readonly YesFlag yes = new();

    public ResetVerb()
        : base(
            "reset",
            "Move a branch to another revision. What it leaves stays in the audit history; a rollback goes forward instead.",
            "lv reset main~1 --yes",
            "lv reset \"main@{#17}\" --yes --if-head 3fa9c1d")
    {
        Add(revision);
        Add(force);
        flags.AddTo(this);
        yes.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var branch = lake.Branch(run.BranchName(lake));
        var target = await lake.AtAsync(run.Get(revision), cancellationToken);
        if (!await yes.AgreedAsync(run, $"This moves {branch.Name} to {target.Commit.Id.Abbreviated} ({target.Commit.Record.Subject})", cancellationToken))
        {
            return ExitCode.No;
        }

        var options = await flags.ReadAsync(run, lake, cancellationToken);
        var moved = await branch.ResetAsync(run.Get(revision), run.Get(force), options, cancellationToken);
        run.Show(MoveShape.Of(branch.Ref, moved), LvJson.Default.MoveShape, move => MoveText.Write(run, move));
        return ExitCode.Done;
    }
}
