using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Output;

/// <summary>Versions of a table's own log for people.</summary>
internal static class VersionText
{
    private static readonly string[] Counts = ["numOutputRows", "numFiles", "numRemovedFiles", "numRestoredFiles"];

    public static void Write(Invocation run, IReadOnlyList<TableVersionShape> versions)
    {
        var lines = new TextTable("version", "time (UTC)", "operation", "figures").Right(0);
        foreach (var version in versions)
        {
            var figures = Counts.Where(version.Metrics.ContainsKey).Select(name => $"{name}={version.Metrics[name]}");
            lines.Add($"{version.TableVersion}", Printable.Time(version.Time), Printable.Name(version.Operation ?? "-"), Printable.Name(string.Join(' ', figures)));
        }

        lines.Write(run.Out, run.Paint);
    }
}
