using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Output;

/// <summary>Columns for people.</summary>
internal static class ColumnText
{
    public static void Write(Invocation run, IReadOnlyList<ColumnShape> columns, IReadOnlyList<string> partitionColumns)
    {
        var lines = new TextTable("column", "type", "null", "partition");
        foreach (var column in columns)
        {
            lines.Add(Printable.Name(column.Name), Printable.Name(column.Type), column.Nullable ? "yes" : "no", partitionColumns.Contains(column.Name) ? "yes" : "");
        }

        lines.Write(run.Out, run.Paint);
    }
}
