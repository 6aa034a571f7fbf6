using LakeVersion.Cli.Exporting;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary><c>lv delta changes</c>: the change data feed of a Delta table.</summary>
internal sealed class DeltaChangesVerb : Verb
{
    private readonly DeltaSource source = new();
    private readonly ChangeRange range = new();
    private readonly RowFlags flags = new();

    public DeltaChangesVerb()
        : base(
            "changes",
            "Read the rows that versions inserted, updated and deleted, where the table records it (delta.enableChangeDataFeed).",
            "lv delta changes ./orders --from 5",
            "lv delta changes s3://warehouse/orders --from 5 --to 7 -o changes.parquet",
            "lv delta changes ./orders --since yesterday --columns id,_change_type")
    {
        source.AddTo(this);
        range.AddTo(this);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var table = await source.OpenAsync(run, cancellationToken);
        var changes = await range.ReadAsync(run, table, cancellationToken);
        if (await flags.WriteAsync(run, flags.Rows(run, changes), source.LocalFolder(run), cancellationToken) is { } file)
        {
            var shape = DeltaExportShape.Of(table.Name, changes.FromVersion, changes.ToVersion, file);
            run.Show(shape, LvJson.Default.DeltaExportShape, _ => run.Out.WriteLine(file.Text("change")));
        }

        return ExitCode.Done;
    }
}
