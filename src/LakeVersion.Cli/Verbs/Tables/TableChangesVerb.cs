using System.CommandLine;
using LakeVersion.Cli.Exporting;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs.Delta;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table changes</c>: the change data feed of a table of the lake.</summary>
internal sealed class TableChangesVerb : Verb
{
    private readonly Argument<string> table = new("[rev:]table") { Description = "The table" };
    private readonly Option<string?> at = new("--at") { Description = "The revision; else the branch's head", HelpName = "rev" };
    private readonly ChangeRange range = new();
    private readonly RowFlags flags = new();

    public TableChangesVerb()
        : base(
            "changes",
            "Read the rows that versions of a table's log changed, where the table records it (delta.enableChangeDataFeed).",
            "lv table changes orders --from 5",
            "lv table changes v1.2:orders --since yesterday -o changes.parquet")
    {
        Add(table);
        Add(at);
        range.AddTo(this);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = await LakePlace.OpenAsync(run, run.Get(table), run.Get(at), cancellationToken);
        var changes = await range.ReadAsync(run, place.At.Table(place.Path.TrimEnd('/')), cancellationToken);
        if (await flags.WriteAsync(run, flags.Rows(run, changes), null, cancellationToken) is { } file)
        {
            var shape = TableExportShape.Of(place, changes.ToVersion, file);
            run.Show(shape, LvJson.Default.TableExportShape, _ => run.Out.WriteLine(file.Text("change")));
        }

        return ExitCode.Done;
    }
}
