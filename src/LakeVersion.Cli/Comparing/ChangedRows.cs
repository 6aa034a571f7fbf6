using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Comparing;
using LakeVersion.Rows.Kernels;

namespace LakeVersion.Cli.Comparing;

/// <summary>Differences as rows: a column <c>_change</c> in the words of the change data feed, then the columns of the table. A row that
/// changed is two, as it was and as it is.</summary>
internal static class ChangedRows
{
    private const string Column = "_change";

    public static Schema Schema(Schema columns) => new([new Field(Column, StringType.Default, false), .. columns.FieldsList], null);

    /// <summary>The rows, which the caller disposes of.</summary>
    public static async IAsyncEnumerable<RecordBatch> ReadAsync(
        Schema schema, IAsyncEnumerable<RowDifferences> differences, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in differences.WithCancellation(cancellationToken))
        {
            using (found)
            {
                yield return Of(schema, found);
            }
        }
    }

    private static RecordBatch Of(Schema schema, RowDifferences found)
    {
        if (found.Kind != RowDifferenceKind.Changed)
        {
            var rows = (found.After ?? found.Before)!;
            // Its own buffers, since the differences are let go of.
            var all = BatchRows.Take(rows, [.. Enumerable.Range(0, rows.Length)]);
            return With(schema, all, [.. Enumerable.Repeat(found.Kind == RowDifferenceKind.Inserted ? "insert" : "delete", rows.Length)]);
        }

        var both = BatchRows.Concatenate(found.After!.Schema, [found.Before!, found.After]);
        var pairs = BatchRows.Take(both, [.. Enumerable.Range(0, found.Count).SelectMany(row => new[] { row, row + found.Count })]);
        return With(schema, pairs, [.. Enumerable.Range(0, pairs.Length).Select(row => row % 2 == 0 ? "update_preimage" : "update_postimage")]);
    }

    private static RecordBatch With(Schema schema, RecordBatch rows, string[] words) =>
        new(schema, [new StringArray.Builder().AppendRange(words).Build(), .. rows.Arrays], rows.Length);
}
