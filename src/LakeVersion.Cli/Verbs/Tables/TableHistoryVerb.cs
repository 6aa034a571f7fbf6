using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table history</c>: the versions of a table's own log.</summary>
internal sealed class TableHistoryVerb : Verb
{
    private readonly Argument<string> table = new("[rev:]table") { Description = "The table" };
    private readonly Option<string?> at = new("--at") { Description = "The revision; else the branch's head", HelpName = "rev" };
    private readonly Option<int?> count = new("--max-count", "-n") { Description = "At most so many versions", HelpName = "count" };

    private readonly RowKeyFlags key = new();

    public TableHistoryVerb()
        : base(
            "history",
            "Show the versions of a table's own log, or what commits did to a row. Commits that changed it: lv log TABLE.",
            "lv table history flights",
            "lv table history orders --key 42",
            "lv table history sales/orders -n 5 --at v1.2")
    {
        Add(table);
        Add(at);
        Add(count);
        key.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = await LakePlace.OpenAsync(run, run.Get(table), run.Get(at), cancellationToken);
        if (key.IsGiven(run))
        {
            return await RowAsync(run, place, cancellationToken);
        }

        if (key.HasColumns(run))
        {
            throw LakeException.Invalid("--key-columns names the columns of a --key, and none was given.");
        }

        var history = await place.At.Table(place.Path.TrimEnd('/')).HistoryAsync(run.Get(count), cancellationToken);
        var shape = new TableHistoryShape { Revision = place.Revision, Table = place.Path, Versions = [.. history.Select(TableVersionShape.Of)] };
        run.Show(shape, LvJson.Default.TableHistoryShape, answer => VersionText.Write(run, answer.Versions));
        return ExitCode.Done;
    }

    private async Task<int> RowAsync(Invocation run, LakePlace place, CancellationToken cancellationToken)
    {
        var values = key.Values(run);
        var changes = new List<RowChangeShape>();
        var left = run.Get(count) ?? int.MaxValue;
        var all = place.At.Table(place.Path.TrimEnd('/')).RowHistoryAsync(values, key.Columns(run), cancellationToken);
        await foreach (var change in all.Take(left))
        {
            changes.Add(RowChangeShape.Of(change));
        }

        var shape = new RowHistoryShape { Revision = place.Revision, Table = place.Path, Key = values, Changes = changes };
        run.Show(shape, LvJson.Default.RowHistoryShape, answer => TraceText.Write(run, answer));
        return ExitCode.Done;
    }
}
