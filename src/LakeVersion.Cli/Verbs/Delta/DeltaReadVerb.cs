using LakeVersion.Cli.Exporting;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary><c>lv delta read</c>: a Delta table's rows.</summary>
internal sealed class DeltaReadVerb : Verb
{
    private readonly DeltaSource source = new();
    private readonly RowFlags flags = new();

    public DeltaReadVerb()
        : base(
            "read",
            "Read a table's rows, to see, to pipe on or into a file. Parquet keeps every type.",
            "lv delta read ./flights --where \"origin = 'SEA' and delay >= 60\"",
            "lv delta read s3://warehouse/flights --version 12 --columns origin,delay -o flights.parquet",
            "lv delta read ./flights --as-of 2026-11-01 -o - > flights.csv")
    {
        source.AddWithVersionTo(this);
        flags.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var (table, at) = await source.OpenAtAsync(run, cancellationToken);
        if (await flags.WriteAsync(run, flags.Rows(run, at), source.LocalFolder(run), cancellationToken) is { } file)
        {
            var shape = DeltaExportShape.Of(table.Name, at.Version, at.Version, file);
            run.Show(shape, LvJson.Default.DeltaExportShape, _ => run.Out.WriteLine(file.Text("row")));
        }

        return ExitCode.Done;
    }
}
