using Apache.Arrow;
using LakeVersion.Cli.Verbs;
using LakeVersion.Delta.Rules;

namespace LakeVersion.Cli.Importing;

/// <summary>Decides by which columns files are read.</summary>
internal static class ImportColumns
{
    /// <summary>The columns.</summary>
    /// <param name="sources">The files.</param>
    /// <param name="table">The columns of the table that keeps them; null where the files decide.</param>
    /// <param name="asked">The columns that the user wrote; null for none.</param>
    /// <param name="merge">True adds columns that the table lacks.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async ValueTask<Schema> DecideAsync(
        IReadOnlyList<IImportSource> sources, Schema? table, Schema? asked, bool merge, CancellationToken cancellationToken)
    {
        // Typed files say what they hold; whether that fits the table is judged where it is written.
        if (sources[0].IsTyped)
        {
            return await sources[0].SchemaAsync(cancellationToken);
        }

        if (asked is not null)
        {
            return asked;
        }

        if (table is not null && !merge && !table.FieldsList.Any(ColumnRules.IsFilled))
        {
            return table;
        }

        Schema? found = null;
        foreach (var source in sources)
        {
            var own = await source.SchemaAsync(cancellationToken);
            found = found is null ? own : SchemaUnion.Of(found, own);
        }

        return table is null ? found!
            : merge ? SchemaUnion.Grown(Brought(table, found!), found!)
            : Brought(table, found!);
    }

    // What the table fills in is left out where no file has it: a null would be a value.
    private static Schema Brought(Schema table, Schema found) =>
        new([.. table.FieldsList.Where(field => !ColumnRules.IsFilled(field) || found.GetFieldIndex(field.Name) >= 0)], null);

    /// <summary>The columns that <c>--schema</c> gives, as text or as the name of a file that holds it.</summary>
    public static Schema? Asked(Invocation run, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var file = run.Context.FullPath(text);
        return SchemaText.Parse(File.Exists(file) ? File.ReadAllText(file) : text);
    }
}
