using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Output;

/// <summary>Traces as people read them.</summary>
internal static class TraceText
{
    private const int ShortDigits = 10;

    public static void Write(Invocation run, BlameShape blame)
    {
        if (blame.Columns is { } columns)
        {
            var table = new TextTable("column", "type", "commit", "time", "author", "message");
            foreach (var column in columns)
            {
                table.Add([Printable.Name(column.Column), column.Nullable ? column.Type : $"{column.Type} not null", .. Cells(column.Commit)]);
            }

            table.Write(run.Out, run.Paint);
            return;
        }

        if (blame.Cells is { } cells)
        {
            var table = new TextTable("column", "value", "commit", "time", "author", "message");
            foreach (var cell in cells)
            {
                table.Add([Printable.Name(cell.Column), Printable.Name(cell.Value.GetRawText()), .. Cells(cell.Commit)]);
            }

            table.Write(run.Out, run.Paint);
            return;
        }

        run.Out.WriteLine(Line(run, blame.Commit!));
    }

    public static void Write(Invocation run, RowHistoryShape history)
    {
        if (history.Changes.Count == 0)
        {
            run.Out.WriteLine($"No commit behind {history.Revision} had a row of '{Printable.Name(history.Table)}' with the key {Printable.Name(string.Join(", ", history.Key))}.");
        }

        foreach (var change in history.Changes)
        {
            run.Out.WriteLine($"{Line(run, change.Commit)} [{change.Kind}]");
            foreach (var cell in change.Cells)
            {
                var (before, after) = (cell.Before?.GetRawText(), cell.After?.GetRawText());
                var text = before is null ? after : after is null ? before : $"{before} -> {after}";
                run.Out.WriteLine($"    {Printable.Name(cell.Column)}: {Printable.Name(text!)}");
            }
        }
    }

    public static string Line(Invocation run, CommitLineShape commit) =>
        $"{run.Paint.Yellow(commit.Id[..ShortDigits])} {Printable.Time(commit.Time)} {Printable.Name(commit.Author)}: {Subject(commit)}";

    private static string[] Cells(CommitLineShape commit) =>
        [commit.Id[..ShortDigits], Printable.Time(commit.Time), Printable.Name(commit.Author), Subject(commit)];

    private static string Subject(CommitLineShape commit) => Printable.Name(commit.Message.Split('\n', 2)[0]);
}
