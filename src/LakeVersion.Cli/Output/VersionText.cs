using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Output;

/// <summary>Versions of a table's own log for people.</summary>
internal static class VersionText
{
    private static readonly string[] Counts = 
    [
        "numDeletedRows", "numUpdatedRows", "numTargetRowsInserted", "numTargetRowsUpdated", "numTargetRowsDeleted", "numOutputRows",
        "numFiles", "numAddedFiles", "numRemovedFiles", "numRestoredFiles", "numConvertedFiles",
    ];

    // An upsert counts by names of its own; rows that it copied are among its output.
    private static bool IsTold(TableVersionShape version, string name) =>
        version.Metrics.ContainsKey(name) && !(name == "numOutputRows" && version.Metrics.ContainsKey("numTargetRowsInserted"));

    public static void Write(Invocation run, IReadOnlyList<TableVersionShape> versions)
    {
        var lines = new TextTable("version", "time (UTC)", "operation", "figures").Right(0);
        foreach (var version in versions)
        {
            var figures = Counts.Where(name => IsTold(version, name)).Select(name => $"{name}={version.Metrics[name]}");
            lines.Add($"{version.TableVersion}", Printable.Time(version.Time), Printable.Name(version.Operation ?? "-"), Printable.Name(string.Join(' ', figures)));
        }

        lines.Write(run.Out, run.Paint);
    }
}
