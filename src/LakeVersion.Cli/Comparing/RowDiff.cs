using System.Runtime.CompilerServices;
using LakeVersion.Cli.Exporting;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;
using LakeVersion.Delta.Comparing;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Comparing;

/// <summary>Compares the rows of a table and writes what differs.</summary>
internal sealed class RowDiff(Invocation run, DiffSides sides, string table, RowFlags flags)
{
    private readonly long[] counts = new long[3];

    /// <summary>Compares.</summary>
    /// <param name="keys">Columns joined by commas; null for those that the table declares, empty for whole rows.</param>
    /// <param name="sumsOnly">True tells how many rows alone.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <returns>True where rows differ.</returns>
    public async ValueTask<bool> RunAsync(string? keys, bool sumsOnly, CancellationToken cancellationToken)
    {
        var before = await sides.From.Table(table).OpenAsync(cancellationToken: cancellationToken);
        var after = await sides.To.Table(table).OpenAsync(cancellationToken: cancellationToken);
        var options = new RowComparisonOptions
        {
            Keys = keys?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? TableKey.Of(after.Properties) ?? [],
        };
        var found = CountAsync(sides.From.Table(table).CompareRowsAsync(sides.To.Table(table), options, cancellationToken), cancellationToken);
        if (sumsOnly)
        {
            await LongWork.RunAsync(run.Context, "Comparing", LongWork.UnknownSteps, async step =>
            {
                await foreach (var differences in found.WithCancellation(cancellationToken))
                {
                    step(differences.Count);
                    differences.Dispose();
                }
            });
            Show(options.Keys, null);
        }
        else
        {
            await WriteAsync(before, after, options.Keys, found, cancellationToken);
        }

        return counts.Any(count => count > 0);
    }

    private async ValueTask WriteAsync(
        DeltaSnapshot before, DeltaSnapshot after, IReadOnlyList<string> keys, IAsyncEnumerable<RowDifferences> found, CancellationToken cancellationToken)
    {
        var columns = RowComparison.SchemaOf(before, after);
        if (flags.IsForPeople(run))
        {
            var limit = flags.Limit(run) ?? long.MaxValue;
            await ChangedRowsText.WriteAsync(
                columns, found, limit >= 0 ? limit : throw LakeException.Invalid("--limit is 0 or more."), run.Out, run.Paint, cancellationToken);
            return;
        }

        var schema = ChangedRows.Schema(columns);
        var rows = TableRows.Of(schema, flags.Limit(run), stop => ChangedRows.ReadAsync(schema, found, stop));
        if (await flags.WriteAsync(run, rows, null, cancellationToken) is { } file)
        {
            Show(keys, file);
        }
    }

    private void Show(IReadOnlyList<string> keys, RowFile? file)
    {
        var shape = new RowSumsShape
        {
            From = new DiffSideShape(sides.FromName, sides.From.Commit.Id.ToString()),
            To = new DiffSideShape(sides.ToName, sides.To.Commit.Id.ToString()),
            Table = table,
            Key = keys,
            Inserted = counts[(int)RowDifferenceKind.Inserted],
            Deleted = counts[(int)RowDifferenceKind.Deleted],
            Changed = counts[(int)RowDifferenceKind.Changed],
            Destination = file?.Destination,
        };
        run.Show(shape, LvJson.Default.RowSumsShape, sums => run.Out.WriteLine(file?.Text("row")
            ?? $"{Printable.Name(table)}: {Printable.Count(sums.Inserted, "row")} inserted, {sums.Deleted:N0} deleted, {sums.Changed:N0} changed"));
    }

    private async IAsyncEnumerable<RowDifferences> CountAsync(IAsyncEnumerable<RowDifferences> differences, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in differences.WithCancellation(cancellationToken))
        {
            counts[(int)found.Kind] += found.Count;
            yield return found;
        }
    }
}
