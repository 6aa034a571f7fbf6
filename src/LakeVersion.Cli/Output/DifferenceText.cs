using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Output;

/// <summary>Differences as people read them: one line a file, one a table.</summary>
internal static class DifferenceText
{
    public static IEnumerable<string> Lines(DifferenceShape difference, Paint paint)
    {
        foreach (var file in difference.Files)
        {
            var size = file.Kind switch
            {
                "added" => Printable.Size(file.AfterBytes ?? 0),
                "removed" => Printable.Size(file.BeforeBytes ?? 0),
                _ => $"{Printable.Size(file.BeforeBytes ?? 0)} -> {Printable.Size(file.AfterBytes ?? 0)}",
            };
            yield return $"{Sign(paint, file.Kind)} {Printable.Name(file.Path)}  {size}";
        }

        foreach (var table in difference.Tables)
        {
            yield return $"{Sign(paint, table.Kind)} {Printable.Name(table.Path)}  (table{Facts(table)})";
        }
    }

    public static string Sign(Paint paint, string kind) => kind switch
    {
        "added" => paint.Green("+"),
        "removed" => paint.Red("-"),
        _ => paint.Yellow("~"),
    };

    private static string Facts(TableDifferenceShape table)
    {
        var facts = new List<string>();
        if (table.Kind == "changed")
        {
            facts.Add($"version {table.BeforeVersion} -> {table.AfterVersion}");
        }

        if (table is { BeforeRows: { } before, AfterRows: { } after })
        {
            facts.Add($"rows {before:N0} -> {after:N0}");
        }
        else if ((table.AfterRows ?? table.BeforeRows) is { } rows)
        {
            facts.Add(Printable.Count(rows, "row"));
        }

        if (table.SchemaChanged)
        {
            facts.Add("other columns");
        }

        return string.Concat(facts.Select(fact => $", {fact}"));
    }
}
