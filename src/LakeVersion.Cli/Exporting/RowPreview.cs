using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Cli.Output;
using LakeVersion.Rows.Cells;

namespace LakeVersion.Cli.Exporting;

/// <summary>The first rows of a table for people.</summary>
internal static class RowPreview
{
    /// <summary>Rows that are shown where nobody says how many.</summary>
    public const int UsualRows = 20;

    private const int MostChars = 40;

    /// <summary>Writes the rows as a table, and how many more there are.</summary>
    public static async ValueTask WriteAsync(TableRows rows, TextWriter output, Paint paint, CancellationToken cancellationToken)
    {
        var fields = rows.Schema.FieldsList;
        var lines = new TextTable([.. fields.Select(field => Printable.Name(field.Name))]);
        lines.Right([.. Enumerable.Range(0, fields.Count).Where(i => IsNumber(fields[i].DataType))]);
        await foreach (var batch in rows.ReadAsync(cancellationToken))
        {
            for (var row = 0; row < batch.Length; row++)
            {
                lines.Add([.. Enumerable.Range(0, batch.ColumnCount).Select(i => Cell(batch.Column(i), row))]);
            }
        }

        lines.Write(output, paint);
        if (rows.Count == 0 || rows.Total != rows.Count)
        {
            output.WriteLine(paint.Dim(rows.Total is { } all ? $"({rows.Count:N0} of {Printable.Count(all, "row")})" : $"({Printable.Count(rows.Count, "row")})"));
        }
    }

    private static string Cell(IArrowArray column, int row)
    {
        var text = CellText.Of(column, row) is { } value ? Printable.Name(value) : "null";
        return text.Length <= MostChars ? text : text[..(MostChars - 1)] + "…";
    }

    private static bool IsNumber(IArrowType type) => type is NumberType or Decimal128Type;
}
