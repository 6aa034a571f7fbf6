using System.CommandLine;
using LakeVersion.Cli.Exporting;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table link</c>: a plain log over the lake's own objects.</summary>
internal sealed class TableLinkVerb : Verb
{
    private readonly Argument<string> table = new("[rev:]table") { Description = "The table" };
    private readonly Argument<string> destination = new("destination")
    {
        Description = "Where the plain log goes: a folder, file:///folder or s3://bucket/folder. Spark, Trino and delta-kernel follow its absolute paths, delta-rs and DuckDB's "
            + "extension do not. Keep the revision (lv keep add) as long as it is used",
    };

    private readonly Option<string?> at = new("--at") { Description = "The revision; else the branch's head", HelpName = "rev" };
    private readonly Option<long?> version = new("--version") { Description = "A version of the table's own log", HelpName = "number" };

    public TableLinkVerb()
        : base(
            "link",
            "Write a plain Delta log that names a lake's data files where they are; files below 1 MiB are copied beside it.",
            "lv table link v1.2:flights s3://bucket/shared/flights")
    {
        Add(table);
        Add(destination);
        Add(at);
        Add(version);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = await LakePlace.OpenAsync(run, run.Get(table), run.Get(at), cancellationToken);
        var snapshot = await TableRows.OpenAsync(place, run.Get(version), null, default, cancellationToken);
        var target = run.Store(LakeLocation.Resolve(run.Get(destination), run.Context.CurrentDirectory));
        var report = await place.At.Table(place.Path.TrimEnd('/')).LinkAsync(target, snapshot, cancellationToken);
        var shape = new TableLinkShape
        {
            Revision = place.Revision,
            Table = place.Path,
            TableVersion = snapshot.Version,
            Destination = target.Name,
            LinkedFiles = report.LinkedFiles,
            LinkedBytes = report.LinkedBytes,
            CopiedFiles = report.CopiedFiles,
            CopiedBytes = report.CopiedBytes,
        };
        run.Show(shape, LvJson.Default.TableLinkShape, answer => run.Out.WriteLine(
            $"Linked {answer.Table} at {answer.Revision} from {Printable.Name(answer.Destination)}: {Printable.Count(answer.LinkedFiles, "file")} ({Printable.Size(answer.LinkedBytes)}) in the lake, "
            + $"{answer.CopiedFiles:N0} ({Printable.Size(answer.CopiedBytes)}) beside the log."));
        return ExitCode.Done;
    }
}
