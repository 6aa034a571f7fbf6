using System.Globalization;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;
using LakeVersion.Delta.Comparing;
using LakeVersion.Snapshots;

namespace LakeVersion.Cli.Comparing;

/// <summary>Compares the figures of a table's columns side by side.</summary>
internal sealed class ColumnsDiff(Invocation run, DiffSides sides, string table)
{
    /// <summary>Compares; true where figures differ.</summary>
    public async ValueTask<bool> RunAsync(CancellationToken cancellationToken)
    {
        var (before, after) = (await ReadAsync(sides.From, cancellationToken), await ReadAsync(sides.To, cancellationToken));
        var shape = new ColumnsDiffShape
        {
            From = new DiffSideShape(sides.FromName, sides.From.Commit.Id.ToString()),
            To = new DiffSideShape(sides.ToName, sides.To.Commit.Id.ToString()),
            Table = table,
            Columns = [.. after.Concat(before).Select(column => column.Name).Distinct(StringComparer.Ordinal).Select(name => new ColumnPairShape(name, Find(before, name), Find(after, name)))],
        };
        run.Show(shape, LvJson.Default.ColumnsDiffShape, Write);
        return shape.Columns.Any(column => column.Before != column.After);
    }

    private static ColumnFigures? Find(IReadOnlyList<ColumnFigures> side, string name) => side.FirstOrDefault(column => column.Name == name);

    private async ValueTask<IReadOnlyList<ColumnFigures>> ReadAsync(LakeSnapshot at, CancellationToken cancellationToken)
    {
        var opened = await at.Table(table).OpenAsync(cancellationToken: cancellationToken);
        return await TableFigures.ReadAsync(opened, null, cancellationToken);
    }

    private void Write(ColumnsDiffShape shape)
    {
        var text = new TextTable("column", "rows", "nulls", "least", "greatest", "mean", "distinct").Right(1, 2, 5, 6);
        foreach (var (name, before, after) in shape.Columns)
        {
            string Cell(Func<ColumnFigures, string?> of) => Pair(before is null ? null : of(before) ?? "", after is null ? null : of(after) ?? "");
            text.Add(
                Printable.Name(name),
                Cell(column => Number(column.Rows)),
                Cell(column => Number(column.Nulls)),
                Cell(column => Printable.Name(column.Least ?? "")),
                Cell(column => Printable.Name(column.Greatest ?? "")),
                Cell(column => column.Mean?.ToString("0.####", CultureInfo.InvariantCulture)),
                Cell(column => Number(column.Distinct)));
        }

        text.Write(run.Out, run.Paint);
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    // A side that lacks the column has a dash.
    private static string Pair(string? before, string? after) => before == after ? before ?? "" : $"{before ?? "-"} -> {after ?? "-"}";
}
