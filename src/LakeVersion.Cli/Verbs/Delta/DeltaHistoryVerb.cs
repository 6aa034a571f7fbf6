using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary><c>lv delta history</c>: the versions of a Delta table.</summary>
internal sealed class DeltaHistoryVerb : Verb
{
    private readonly DeltaSource source = new();
    private readonly Option<int?> count = new("--max-count", "-n") { Description = "At most so many versions", HelpName = "count" };

    public DeltaHistoryVerb()
        : base("history", "Show what was done to a table, newest first, as far as its log goes back.", "lv delta history ./flights", "lv delta history s3://warehouse/flights -n 5 --json")
    {
        source.AddTo(this);
        Add(count);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var table = await source.OpenAsync(run, cancellationToken);
        var history = await table.HistoryAsync(run.Get(count), cancellationToken);
        var shape = new DeltaHistoryShape { Location = table.Name, Versions = [.. history.Select(TableVersionShape.Of)] };
        run.Show(shape, LvJson.Default.DeltaHistoryShape, answer => VersionText.Write(run, answer.Versions));
        return ExitCode.Done;
    }
}
