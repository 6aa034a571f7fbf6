using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.History;

/// <summary><c>lv merge</c>: moves a branch forward to a descendant.</summary>
internal sealed class MergeVerb : Verb
{
    private readonly Argument<string> source = new("source") { Description = "The branch or revision to take over" };
    private readonly Option<string?> into = new("--into") { Description = "The branch that moves; else the chosen one", HelpName = "branch" };
    private readonly MovementFlags flags = new();

    public MergeVerb()
        : base(
            "merge",
            "Move a branch forward to a revision that descends from it. Histories that have parted are refused by this version.",
            "lv merge experiment --into main")
    {
        Add(source);
        Add(into);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var branch = lake.Branch(run.Get(into) ?? run.BranchName(lake));
        var options = await flags.ReadAsync(run, lake, cancellationToken);
        var moved = await branch.FastForwardAsync(run.Get(source), options, cancellationToken);
        var entry = moved ?? await lake.Store.Logs.HeadAsync(branch.Ref.Log, cancellationToken);
        run.Show(MoveShape.Of(branch.Ref, entry!), LvJson.Default.MoveShape, move =>
        {
            if (moved is null)
            {
                run.Out.WriteLine($"Nothing to do: {Printable.Name(branch.Name)} holds '{Printable.Name(run.Get(source))}' already.");
            }
            else
            {
                MoveText.Write(run, move);
            }
        });
        return ExitCode.Done;
    }
}
