using Spectre.Console.Rendering;

namespace LakeVersion.Cli.Output;

/// <summary>Rows in aligned columns with two spaces between: the same in a terminal and in a pipe.</summary>
internal sealed class TextTable(params string[] header)
{
    private readonly List<string[]> rows = [];
    private readonly HashSet<int> right = [];

    /// <summary>Aligns columns, counted from 0, at the right.</summary>
    public TextTable Right(params ReadOnlySpan<int> columns)
    {
        foreach (var column in columns)
        {
            right.Add(column);
        }

        return this;
    }

    public void Add(params string[] cells) => rows.Add(cells);

    /// <summary>Writes the header (in bold on a terminal; none where it is empty) and the rows. Nothing without rows.</summary>
    public void Write(TextWriter output, Paint paint)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var widths = new int[rows.Max(row => row.Length)];
        foreach (var row in rows.Prepend(header))
        {
            for (var i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], Width(row[i]));
            }
        }

        if (header.Length > 0)
        {
            output.WriteLine(paint.Bold(Line(header, widths)));
        }

        rows.ForEach(row => output.WriteLine(Line(row, widths)));
    }

    private string Line(string[] row, int[] widths)
    {
        var cells = row.Select((cell, i) =>
        {
            var gap = new string(' ', widths[i] - Width(cell));
            return right.Contains(i) ? gap + cell : cell + gap;
        });
        return string.Join("  ", cells).TrimEnd();
    }

    private static int Width(string text) => new Segment(text).CellCount();
}
