using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Delta.Schemas;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Writing;

/// <summary>Hands rows on, and counts those that do not pass a test which all of them are to pass.</summary>
/// <param name="test">The test; its columns are the table's.</param>
/// <param name="table">The table's columns.</param>
internal sealed class PassingRows(Predicate test, DeltaStruct table)
{
    private long failed;
    private string sample = "";

    /// <summary>The rows, as they are.</summary>
    /// <exception cref="LakeException">Invalid: the rows lack a column that the test asks for, so that nobody knows whether they pass.</exception>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(IAsyncEnumerable<RecordBatch> rows, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var columns = new DeltaStruct([.. table.Fields.Where(field => test.Columns.Any(column => column.Names[0] == field.Name))]);
        await foreach (var batch in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (columns.Fields.FirstOrDefault(column => batch.Schema.GetFieldIndex(column.Name) < 0) is { } column)
            {
                throw LakeException.Invalid($"The new rows have no column '{column.Name}', by which rows are replaced ({test}). Give it to them.");
            }

            Look(RowShape.Adapt(batch, 0, batch.Length, columns));
            yield return batch;
        }
    }

    /// <summary>Tells rows that did not pass.</summary>
    /// <exception cref="LakeException">Invalid: there were such rows; how many, and the first of them.</exception>
    public void Check(string name)
    {
        if (failed > 0)
        {
            throw LakeException.Invalid(
                $"{(failed == 1 ? "1 new row does" : $"{failed} new rows do")} not pass the test by which rows of {name} are replaced ({test}); the first has {sample}. "
                + "Leave them out, or widen the test. Nothing was committed.");
        }
    }

    private void Look(RecordBatch rows)
    {
        var passing = RowFilter.Select(rows, test).ToHashSet();
        for (var row = 0; passing.Count < rows.Length && row < rows.Length; row++)
        {
            if (!passing.Contains(row) && failed++ == 0)
            {
                sample = string.Join(", ", rows.Schema.FieldsList.Select((field, i) => $"{field.Name} = {CellText.Of(rows.Column(i), row) ?? "null"}"));
            }
        }
    }
}
