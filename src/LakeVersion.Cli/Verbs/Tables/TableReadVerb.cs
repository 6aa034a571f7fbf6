using System.CommandLine;
using LakeVersion.Cli.Exporting;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table read</c>: a table's rows, to see or to pipe on.</summary>
internal sealed class TableReadVerb : Verb
{
    private readonly Argument<string> table = new("[rev:]table") { Description = "The table" };
    private readonly Option<string?> at = new("--at") { Description = "The revision; else the branch's head", HelpName = "rev" };
    private readonly Option<long?> version = new("--version") { Description = "A version of the table's own log", HelpName = "number" };
    private readonly Option<string?> asOf = new("--as-of") { Description = "The table's newest version at a time, by its own log", HelpName = "time" };
    private readonly RowFlags flags = new();

    public TableReadVerb()
        : base(
            "read",
            "Read a table's rows; the same revision gives the same rows in the same order.",
            "lv table read flights --where \"delay >= 60\"",
            "lv table read flights --at v1.2 --columns origin,delay -o flights.parquet",
            "lv table read flights --format arrow | python -c \"import sys, pyarrow as pa; print(pa.ipc.open_stream(sys.stdin.buffer).read_all())\"")
    {
        Add(table);
        Add(at);
        Add(version);
        Add(asOf);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = await LakePlace.OpenAsync(run, run.Get(table), run.Get(at), cancellationToken);
        var snapshot = await TableRows.OpenAsync(place, run.Get(version), run.Get(asOf), run.Context.Time.GetUtcNow(), cancellationToken);
        if (await flags.WriteAsync(run, flags.Rows(run, snapshot), null, cancellationToken) is { } file)
        {
            var shape = TableExportShape.Of(place, snapshot.Version, file);
            run.Show(shape, LvJson.Default.TableExportShape, _ => run.Out.WriteLine(file.Text("row")));
        }

        return ExitCode.Done;
    }
}
