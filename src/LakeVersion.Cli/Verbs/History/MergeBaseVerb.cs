using System.CommandLine;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.History;

/// <summary><c>lv merge-base</c>: where two histories meet.</summary>
internal sealed class MergeBaseVerb : Verb
{
    private readonly Argument<string> left = new("rev") { Description = "A revision" };
    private readonly Argument<string> right = new("other") { Description = "Another" };
    private readonly Option<bool> all = new("--all") { Description = "All of them, where branches were merged crosswise; else the first" };

    public MergeBaseVerb()
        : base(
            "merge-base",
            "Show the newest commit that two revisions both descend from.",
            "lv merge-base main dev",
            "lv merge-base main dev --all --json")
    {
        Add(left);
        Add(right);
        Add(all);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var bases = await lake.MergeBasesAsync(run.Get(left), run.Get(right), cancellationToken);
        var shape = new MergeBaseShape
        {
            Left = run.Get(left),
            Right = run.Get(right),
            Bases = [.. bases.Take(run.Get(all) ? int.MaxValue : 1).Select(CommitShape.Of)],
            Count = bases.Count,
        };
        run.Show(shape, LvJson.Default.MergeBaseShape, found =>
        {
            foreach (var commit in found.Bases)
            {
                run.Out.WriteLine(commit.Id);
            }
        });
        return ExitCode.Done;
    }
}
