using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Tables;

/// <summary><c>lv table list</c>: the tables of a revision.</summary>
internal sealed class TableListVerb : Verb
{
    private readonly Argument<string?> prefix = new("[rev:]folder") { Description = "Only tables below this folder", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> at = new("--at") { Description = "The revision; else the branch's head", HelpName = "rev" };
    private readonly Option<bool> isLong = new("--long", "-l") { Description = "With version, rows, files and size; reads each table's log" };

    public TableListVerb()
        : base("list", "List tables.", "lv table list", "lv table list sales/ --long --at v1.2")
    {
        Add(prefix);
        Add(at);
        Add(isLong);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = await LakePlace.OpenAsync(run, run.Get(prefix) ?? "", run.Get(at), cancellationToken);
        var tables = new List<ListedTableShape>();
        foreach (var table in await place.At.TablesAsync(cancellationToken))
        {
            if (table.StartsWith(place.Prefix, StringComparison.Ordinal) || table == place.Path)
            {
                tables.Add(run.Get(isLong) ? await DescribeAsync(place, table, cancellationToken) : new ListedTableShape(table));
            }
        }

        run.Show(new TableListShape { Revision = place.Revision, Tables = tables }, LvJson.Default.TableListShape, list => Write(run, list));
        return ExitCode.Done;
    }

    private static async ValueTask<ListedTableShape> DescribeAsync(LakePlace place, string path, CancellationToken cancellationToken)
    {
        var table = await place.At.Table(path).OpenAsync(cancellationToken: cancellationToken);
        return new ListedTableShape(path, table.Version, table.RowCount, table.Files.Count, table.Files.Sum(file => file.Size), table.Timestamp);
    }

    private void Write(Invocation run, TableListShape list)
    {
        var lines = run.Get(isLong) ? new TextTable("table", "version", "rows", "files", "size", "changed").Right(1, 2, 3, 4) : new TextTable();
        foreach (var table in list.Tables)
        {
            var name = Printable.Name(table.Path);
            lines.Add(table.TableVersion is null
                ? [name]
                : [name, $"{table.TableVersion}", table.Rows?.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) ?? "?", $"{table.Files}", Printable.Size(table.Bytes ?? 0), Printable.Time(table.Changed)]);
        }

        lines.Write(run.Out, run.Paint);
    }
}
