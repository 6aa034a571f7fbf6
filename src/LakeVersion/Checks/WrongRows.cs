using Apache.Arrow;
using LakeVersion.Delta.Merging;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Checks;

/// <summary>Rows of a table that should not be.</summary>
/// <param name="Count">How many.</param>
/// <param name="Examples">Some of them, at most 5.</param>
internal sealed record WrongRows(long Count, IReadOnlyList<string> Examples)
{
    public const int MostExamples = 5;

    /// <summary>Finds the rows that pass a test. Files and row groups in which none can are not read, nor are other columns than the
    /// test's and those of the table's key.</summary>
    public static async ValueTask<WrongRows> FindAsync(DeltaSnapshot table, Predicate wrong, CancellationToken cancellationToken)
    {
        var shown = (TableKey.Of(table.Properties) ?? [])
            .Where(name => table.Schema.GetFieldIndex(name) >= 0)
            .Concat(wrong.Columns.Select(column => Exact(table, column.Names[0])))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        long count = 0;
        var examples = new List<string>();
        await foreach (var batch in table.ReadAsync(shown, wrong, cancellationToken).ConfigureAwait(false))
        {
            using (batch)
            {
                count += batch.Length;
                for (var row = 0; row < batch.Length && examples.Count < MostExamples; row++)
                {
                    examples.Add(Text(batch, row));
                }
            }
        }

        return new WrongRows(count, examples);
    }

    /// <summary>A row as <c>id = 7, price = -1</c>.</summary>
    public static string Text(RecordBatch batch, int row) => string.Join(
        ", ", batch.Schema.FieldsList.Select((field, at) => $"{field.Name} = {CellText.Of(batch.Column(at), row) ?? "null"}"));

    // Tests name columns of any casing.
    private static string Exact(DeltaSnapshot table, string name) =>
        (table.Schema.FieldsList.FirstOrDefault(field => field.Name == name)
            ?? table.Schema.FieldsList.First(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))).Name;
}
