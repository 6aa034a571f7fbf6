using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Cli.Output;
using LakeVersion.Delta.Comparing;
using LakeVersion.Rows.Cells;

namespace LakeVersion.Cli.Comparing;

/// <summary>Differences for people: a line a row, changed cells as what they were and what they are.</summary>
internal static class ChangedRowsText
{
    private const int MostChars = 40;

    /// <summary>Writes the first rows; the others are counted. Gives back how many there are.</summary>
    public static async ValueTask<long> WriteAsync(
        Schema columns, IAsyncEnumerable<RowDifferences> differences, long limit, TextWriter output, Paint paint, CancellationToken cancellationToken)
    {
        var lines = new TextTable(["", .. columns.FieldsList.Select(field => Printable.Name(field.Name))]);
        lines.Right([.. Enumerable.Range(0, columns.FieldsList.Count).Where(i => columns.GetFieldByIndex(i).DataType is NumberType or Decimal128Type).Select(i => i + 1)]);
        var count = 0L;
        await foreach (var found in differences.WithCancellation(cancellationToken))
        {
            using (found)
            {
                for (var row = 0; row < found.Count && count + row < limit; row++)
                {
                    var at = row;
                    lines.Add([DifferenceText.Sign(paint, Kind(found.Kind)), .. Enumerable.Range(0, columns.FieldsList.Count).Select(i => Cell(found, i, at))]);
                }

                count += found.Count;
            }
        }

        if (count > 0)
        {
            lines.Write(output, paint);
        }

        output.WriteLine(paint.Dim(count > limit ? $"({limit:N0} of {Printable.Count(count, "row")} that differ)" : $"({Printable.Count(count, "row")} that differ)"));
        return count;
    }

    private static string Kind(RowDifferenceKind kind) => kind switch
    {
        RowDifferenceKind.Inserted => "added",
        RowDifferenceKind.Deleted => "removed",
        _ => "changed",
    };

    private static string Cell(RowDifferences found, int column, int row)
    {
        var was = found.Before is { } before ? Text(before.Column(column), row) : null;
        var now = found.After is { } after ? Text(after.Column(column), row) : null;
        return was is null || now is null || was == now ? (now ?? was)! : $"{was} -> {now}";
    }

    private static string Text(IArrowArray column, int row)
    {
        var text = CellText.Of(column, row) is { } value ? Printable.Name(value) : "null";
        return text.Length <= MostChars ? text : text[..(MostChars - 1)] + "…";
    }
}
