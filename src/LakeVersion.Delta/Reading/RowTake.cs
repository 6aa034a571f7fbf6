using Apache.Arrow;

namespace LakeVersion.Delta.Reading;

/// <summary>Picks rows of a batch.</summary>
internal static class RowTake
{
    /// <summary>A batch of the given rows, ascending; the source stays as it is.</summary>
    public static RecordBatch Take(RecordBatch batch, IReadOnlyList<int> rows)
    {
        var columns = new IArrowArray[batch.ColumnCount];
        for (var column = 0; column < columns.Length; column++)
        {
            columns[column] = Take(batch.Column(column), rows);
        }

        return new RecordBatch(batch.Schema, columns, rows.Count);
    }

    private static IArrowArray Take(IArrowArray array, IReadOnlyList<int> rows)
    {
        var runs = new List<IArrowArray>();
        for (var begin = 0; begin < rows.Count;)
        {
            var end = begin + 1;
            while (end < rows.Count && rows[end] == rows[end - 1] + 1)
            {
                end++;
            }

            runs.Add(ArrowArrayFactory.Slice(array, rows[begin], end - begin));
            begin = end;
        }

        return ArrowArrayConcatenator.Concatenate(runs);
    }
}
