using LakeVersion.Cli.Shapes;
using LakeVersion.Comparing;

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
            foreach (var line in Details(table, paint))
            {
                yield return line;
            }
        }
    }

    /// <summary>Files summed up by folder, one line each.</summary>
    public static IEnumerable<string> Folders(IReadOnlyList<FolderDifference> folders) => folders.Select(folder =>
    {
        var counts = new[] { (folder.Added, "added"), (folder.Changed, "changed"), (folder.Removed, "removed") }.Where(count => count.Item1 > 0);
        var bytes = folder.BytesAfter - folder.BytesBefore;
        return $"{(folder.Path.Length == 0 ? "/" : Printable.Name(folder.Path))}  {string.Join(", ", counts.Select(count => $"{count.Item1:N0} {count.Item2}"))}, "
            + $"{(bytes < 0 ? "-" : "+")}{Printable.Size(Math.Abs(bytes))}";
    });

    private static IEnumerable<string> Details(TableDifferenceShape table, Paint paint)
    {
        foreach (var column in table.Columns)
        {
            yield return column switch
            {
                { BeforeType: null } => $"    {Sign(paint, "added")} column {Printable.Name(column.Path)}: {column.AfterType}",
                { AfterType: null } => $"    {Sign(paint, "removed")} column {Printable.Name(column.Path)}: {column.BeforeType}",
                _ => $"    {Sign(paint, "changed")} column {Change(Printable.Name(column.BeforePath!), Printable.Name(column.Path))}: "
                    + Change(Type(column.BeforeType, column.BeforeNullable), Type(column.AfterType, column.AfterNullable)),
            };
        }

        foreach (var property in table.Properties)
        {
            var kind = property.Before is null ? "added" : property.After is null ? "removed" : "changed";
            var values = kind == "changed" ? Change(property.Before!, property.After!) : property.Before ?? property.After;
            yield return $"    {Sign(paint, kind)} property {Printable.Name(property.Key)}: {Printable.Name(values!)}";
        }
    }

    private static string Change(string before, string after) => before == after ? after : $"{before} -> {after}";

    private static string Type(string? type, bool? nullable) => nullable == false ? $"{type} not null" : type!;

    public static string Sign(Paint paint, string kind) => kind switch
    {
        "added" => paint.Green("+"),
        "removed" => paint.Red("-"),
        _ => paint.Yellow("~"),
    };

    private static string Facts(TableDifferenceShape table)
    {
        if (table.Unread is { } why)
        {
            return $", not to be read: {why.TrimEnd('.')}";
        }

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

        if (table is { Kind: "changed", FilesAdded: var added, FilesRemoved: var removed, FilesMarked: var marked } && added + removed + marked > 0)
        {
            facts.Add($"files +{added:N0} -{removed:N0}" + (marked > 0 ? $" ~{marked:N0}" : ""));
        }

        if (table.Replaced)
        {
            facts.Add("another table");
        }

        return string.Concat(facts.Select(fact => $", {fact}"));
    }
}
