using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table history</c>: the versions of a table's own log.</summary>
internal sealed class TableHistoryVerb : Verb
{
    private readonly Argument<string> table = new("[rev:]table") { Description = "The table" };
    private readonly Option<string?> at = new("--at") { Description = "The revision; else the branch's head", HelpName = "rev" };
    private readonly Option<int?> count = new("--max-count", "-n") { Description = "At most so many versions", HelpName = "count" };

    public TableHistoryVerb()
        : base(
            "history",
            "Show the versions of a table's own log, newest first. The commits that changed it: lv log TABLE.",
            "lv table history flights",
            "lv table history sales/orders -n 5 --at v1.2")
    {
        Add(table);
        Add(at);
        Add(count);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = await LakePlace.OpenAsync(run, run.Get(table), run.Get(at), cancellationToken);
        var history = await place.At.Table(place.Path.TrimEnd('/')).HistoryAsync(run.Get(count), cancellationToken);
        var shape = new TableHistoryShape { Revision = place.Revision, Table = place.Path, Versions = [.. history.Select(TableVersionShape.Of)] };
        run.Show(shape, LvJson.Default.TableHistoryShape, answer => VersionText.Write(run, answer.Versions));
        return ExitCode.Done;
    }
}
