using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary><c>lv delta vacuum</c>: deletes files that no version within the retention needs.</summary>
internal sealed class DeltaVacuumVerb : Verb
{
    private readonly DeltaSource source = new();
    private readonly RetentionFlags retention = new();
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Name the files; delete nothing" };

    public DeltaVacuumVerb()
        : base(
            "vacuum",
            "Delete files that no version within the retention needs. Older versions can then no longer be read.",
            "lv delta vacuum ./flights --dry-run",
            "lv delta vacuum s3://bucket/flights --retain 30d")
    {
        source.AddTo(this);
        retention.AddTo(this);
        Add(dryRun);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var table = await source.OpenAsync(run, cancellationToken);
        var report = await table.VacuumAsync(retention.Read(run) with { DryRun = run.Get(dryRun) }, cancellationToken);
        var shape = new DeltaVacuumShape
        {
            Location = table.Name,
            TableVersion = report.Version,
            DryRun = report.IsDryRun,
            Before = report.Before,
            Files = report.Files.Count,
            Bytes = report.Bytes,
            Paths = [.. report.Files.Select(file => file.Path)],
        };
        run.Show(shape, LvJson.Default.DeltaVacuumShape, answer => Write(run, answer));
        return ExitCode.Done;
    }

    private static void Write(Invocation run, DeltaVacuumShape shape)
    {
        foreach (var path in shape.DryRun ? shape.Paths : [])
        {
            run.Out.WriteLine(Printable.Name(path));
        }

        var what = $"{Printable.Count(shape.Files, "file")}, {Printable.Size(shape.Bytes)}, that no version since {Printable.Time(shape.Before)} needs";
        run.Out.WriteLine(shape.DryRun ? $"Dry run: nothing was deleted. It would be {what}." : $"Deleted {what}.");
    }
}
