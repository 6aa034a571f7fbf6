using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs.Tracing;

/// <summary><c>lv blame</c>: which commit a path, a row, a cell or a column is from.</summary>
internal sealed class BlameVerb : Verb
{
    private readonly Argument<string> path = new("[rev:]path") { Description = "The file, folder or table" };
    private readonly Option<string?> at = new("--at") { Description = "The revision; else the branch's head", HelpName = "rev" };
    private readonly Option<string?> column = new("--column", "-c") { Description = "With --key: this cell alone; with --columns: this column alone", HelpName = "name" };
    private readonly Option<bool> columns = new("--columns") { Description = "Which commit changed the definition of each column of a table last" };
    private readonly RowKeyFlags key = new();

    public BlameVerb()
        : base(
            "blame",
            "Show which commit changed a path, a row and each of its cells, or the definition of a column last.",
            "lv blame reports/2024.csv",
            "lv blame orders --key 42",
            "lv blame orders --key 42 --column price --at v1.2",
            "lv blame flights --key 2024-02-29 --key SEA --key-columns day,origin",
            "lv blame orders --columns")
    {
        Add(path);
        Add(at);
        key.AddTo(this);
        Add(column);
        Add(columns);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        if ((key.IsGiven(run) && run.Get(columns)) || (run.Get(column) is not null && !key.IsGiven(run) && !run.Get(columns)) || (key.HasColumns(run) && !key.IsGiven(run)))
        {
            throw LakeException.Invalid("Give --key for a row's cells or --columns for the columns' definitions, not both; --column and --key-columns go with them.");
        }

        var place = await LakePlace.OpenAsync(run, run.Get(path), run.Get(at), cancellationToken);
        var shape = new BlameShape { Revision = place.Revision, Path = place.Path };
        shape = key.IsGiven(run) ? await RowAsync(run, place, shape, cancellationToken)
            : run.Get(columns) ? await ColumnsAsync(run, place, shape, cancellationToken)
            : shape with { Commit = CommitLineShape.Of(await place.At.BlameAsync(place.Path, cancellationToken)) };
        run.Show(shape, LvJson.Default.BlameShape, answer => TraceText.Write(run, answer));
        return ExitCode.Done;
    }

    private async ValueTask<BlameShape> RowAsync(Invocation run, LakePlace place, BlameShape shape, CancellationToken cancellationToken)
    {
        var values = key.Values(run);
        var blame = await place.At.Table(place.Path.TrimEnd('/')).BlameRowAsync(values, key.Columns(run), cancellationToken);
        var cells = Chosen(run, place, blame.Cells, cell => cell.Column);
        return shape with
        {
            Key = values,
            Commit = CommitLineShape.Of(run.Get(column) is null ? blame.Commit : cells[0].Commit),
            Cells = [.. cells.Select(CellBlameShape.Of)],
        };
    }

    private async ValueTask<BlameShape> ColumnsAsync(Invocation run, LakePlace place, BlameShape shape, CancellationToken cancellationToken)
    {
        var found = await place.At.Table(place.Path.TrimEnd('/')).BlameColumnsAsync(cancellationToken);
        return shape with { Columns = [.. Chosen(run, place, found, one => one.Column).Select(ColumnBlameShape.Of)] };
    }

    private IReadOnlyList<T> Chosen<T>(Invocation run, LakePlace place, IReadOnlyList<T> all, Func<T, string> name)
    {
        if (run.Get(column) is not { } wanted)
        {
            return all;
        }

        IReadOnlyList<T> chosen = [.. all.Where(one => string.Equals(name(one), wanted, StringComparison.OrdinalIgnoreCase)).Take(1)];
        return chosen.Count > 0 ? chosen : throw LakeException.Invalid($"Table '{place.Path}' has no column '{wanted}'.{NearNames.Hint(wanted, all.Select(name))}");
    }
}
