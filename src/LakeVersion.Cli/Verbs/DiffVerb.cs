using System.CommandLine;
using LakeVersion.Cli.Comparing;
using LakeVersion.Cli.Exporting;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv diff</c>: what differs between two revisions.</summary>
internal sealed class DiffVerb : Verb
{
    private readonly Argument<string[]> sides = new("a..b | a...b | a b")
    {
        Description = "Two revisions, then perhaps a path; three dots compare b with where it parted from a. One alone is compared with the branch's head, none means the head's first parent",
        Arity = new ArgumentArity(0, 3),
    };

    private readonly Option<bool> exitCode = new("--exit-code") { Description = "Exit with 1 where something differs" };
    private readonly Option<bool> nameOnly = new("--name-only") { Description = "Only the paths" };
    private readonly Option<bool> stat = new("--stat") { Description = "Only the sums" };
    private readonly Option<int?> byFolder = new("--by-folder") { Description = "Files summed up by folder, so many folders deep", HelpName = "depth" };
    private readonly Option<string?> table = new("--table") { Description = "Only this table", HelpName = "table" };
    private readonly Option<bool> rows = new("--rows") { Description = "The table's rows that differ; reads only files that do" };
    private readonly Option<bool> columns = new("--columns") { Description = "Figures of the table's columns side by side: nulls, least, greatest, mean, distinct; reads all rows of both" };
    private readonly Option<string?> key = new("--key") { Description = "The columns that tell rows apart, as a,b; else those of the table's property lakeversion.key, else whole rows are compared", HelpName = "columns" };
    private readonly RowFlags flags = new();

    public DiffVerb()
        : base(
            "diff",
            "Compare two revisions: files path by path, tables in short, or a table's rows. Costs what differs, not what exists.",
            "lv diff main~1..main",
            "lv diff v1.0 v1.1 sales/",
            "lv diff main...experiment --by-folder 1",
            "lv diff main~1..main --table orders --rows --key id",
            "lv diff v1.0..main --table orders --columns",
            "lv diff v1.0.. --table orders --rows -o changes.parquet",
            "lv diff v1.0.. --exit-code --name-only")
    {
        foreach (var option in (Option[])[exitCode, nameOnly, stat, byFolder, table, rows, columns, key])
        {
            Add(option);
        }

        Add(sides);
        flags.AddOutputTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        Check(run);
        var compared = await DiffSides.ReadAsync(run, run.Get(sides), cancellationToken);
        bool differs;
        if (run.Get(rows))
        {
            differs = await new RowDiff(run, compared, Table(run, compared)!, flags).RunAsync(run.Get(key), run.Get(stat), cancellationToken);
        }
        else if (run.Get(columns))
        {
            differs = await new ColumnsDiff(run, compared, Table(run, compared)!).RunAsync(cancellationToken);
        }
        else
        {
            differs = await CompareAsync(run, compared, cancellationToken);
        }

        return run.Get(exitCode) && differs ? ExitCode.No : ExitCode.Done;
    }

    private void Check(Invocation run)
    {
        if (run.Get(rows) && (run.Get(nameOnly) || run.Get(byFolder) is not null))
        {
            throw LakeException.Invalid("--rows excludes --name-only and --by-folder.");
        }

        if (run.Get(columns) && (run.Get(rows) || run.Get(nameOnly) || run.Get(stat) || run.Get(byFolder) is not null))
        {
            throw LakeException.Invalid("--columns excludes --rows, --stat, --name-only and --by-folder.");
        }

        if (run.Get(columns) && run.Get(table) is null)
        {
            throw LakeException.Invalid("--columns compares the columns of one table: name it with --table.");
        }

        if (run.Get(rows) && run.Get(table) is null)
        {
            throw LakeException.Invalid("--rows compares the rows of one table: name it with --table.");
        }

        if (!run.Get(rows) && (run.Get(key) is not null || flags.AreGiven(run)))
        {
            throw LakeException.Invalid("--key, --limit, --format and --output are about rows: add --rows.");
        }

        if (run.Get(byFolder) < 0)
        {
            throw LakeException.Invalid("--by-folder is 0 or more.");
        }
    }

    private string? Table(Invocation run, DiffSides compared) => run.Get(table) is not { } named ? null
        : compared.Path is null ? named.TrimEnd('/')
        : throw LakeException.Invalid($"'{compared.Path}' and --table {named} exclude each other.");

    private async ValueTask<bool> CompareAsync(Invocation run, DiffSides compared, CancellationToken cancellationToken)
    {
        var named = Table(run, compared);
        if (named is not null && !await compared.From.Table(named).ExistsAsync(cancellationToken))
        {
            // Told with near names where neither has it.
            await compared.To.Table(named).OpenAsync(cancellationToken: cancellationToken);
        }

        var path = named ?? compared.Path;
        var shape = new DiffShape
        {
            From = Side(compared.FromName, compared.From),
            To = Side(compared.ToName, compared.To),
            Path = path,
            Changes = DifferenceShape.Of(await compared.From.CompareAsync(compared.To, path, cancellationToken), run.Get(byFolder)),
        };
        run.Show(shape, LvJson.Default.DiffShape, answer => Write(run, answer.Changes));
        return shape.Changes.Files.Count + shape.Changes.Tables.Count > 0;
    }

    private static DiffSideShape Side(string revision, LakeSnapshot at) => new(revision, at.Commit.Id.ToString());

    private static void WriteSums(Invocation run, DifferenceShape changes)
    {
        foreach (var kind in (string[])["added", "changed", "removed"])
        {
            var files = changes.Files.Where(file => file.Kind == kind).ToList();
            if (files.Count > 0)
            {
                var bytes = files.Sum(file => (file.AfterBytes ?? 0) - (file.BeforeBytes ?? 0));
                var size = $"{(bytes < 0 ? "-" : "+")}{Printable.Size(Math.Abs(bytes))}";
                run.Out.WriteLine($"{DifferenceText.Sign(run.Paint, kind)} {Printable.Count(files.Count, "file")} {kind}, {size}");
            }
        }

        WriteTables(run, changes);
    }

    private static void WriteTables(Invocation run, DifferenceShape changes)
    {
        foreach (var line in DifferenceText.Lines(changes with { Files = [] }, run.Paint))
        {
            run.Out.WriteLine(line);
        }
    }

    private void Write(Invocation run, DifferenceShape changes)
    {
        if (run.Get(stat))
        {
            WriteSums(run, changes);
            return;
        }

        if (changes.Folders is { } folders)
        {
            foreach (var line in DifferenceText.Folders(folders))
            {
                run.Out.WriteLine(line);
            }

            WriteTables(run, changes);
            return;
        }

        var lines = run.Get(nameOnly)
            ? changes.Files.Select(file => file.Path).Concat(changes.Tables.Select(table => table.Path)).Order(Utf8Order.Comparer).Select(Printable.Name)
            : DifferenceText.Lines(changes, run.Paint);
        foreach (var line in lines)
        {
            run.Out.WriteLine(line);
        }
    }
}
