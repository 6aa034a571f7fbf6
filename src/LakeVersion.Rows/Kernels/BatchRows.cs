using Apache.Arrow;

namespace LakeVersion.Rows.Kernels;

/// <summary>Picks and joins rows of batches. Inputs stay the caller's; results have buffers of their own.</summary>
public static class BatchRows
{
    /// <summary>The rows at the indexes, in their order; an index of -1 gives a row of nulls.</summary>
    public static RecordBatch Take(RecordBatch batch, ReadOnlySpan<int> indexes)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var columns = new IArrowArray[batch.ColumnCount];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = ArrayTake.Of(batch.Column(i), indexes);
        }

        return new RecordBatch(batch.Schema, columns, indexes.Length);
    }

    /// <summary>The rows whose bit is true, in order; a null bit counts as false.</summary>
    /// <exception cref="ArgumentException">The bits are not as many as the rows.</exception>
    public static RecordBatch Filter(RecordBatch batch, BooleanArray bits)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(bits);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bits.Length, batch.Length);
        var indexes = new int[batch.Length];
        var count = 0;
        for (var i = 0; i < indexes.Length; i++)
        {
            if (bits.GetValue(i) == true)
            {
                indexes[count++] = i;
            }
        }

        return Take(batch, indexes.AsSpan(0, count));
    }

    /// <summary>All rows of batches of one schema, as one batch.</summary>
    /// <exception cref="ArgumentException">A batch has other columns.</exception>
    public static RecordBatch Concatenate(Schema schema, IReadOnlyList<RecordBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(batches);
        var columns = new IArrowArray[schema.FieldsList.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = batches.Count == 0
                ? NullColumn.Of(schema.GetFieldByIndex(i).DataType, 0)
                : ArrowArrayConcatenator.Concatenate([.. batches.Select(batch => batch.Column(i))]);
        }

        return new RecordBatch(schema, columns, batches.Sum(batch => batch.Length));
    }
}
