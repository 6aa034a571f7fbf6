using Apache.Arrow;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Expressions;

/// <summary>Decides which rows of a batch pass a predicate.</summary>
public static class RowFilter
{
    /// <summary>Checks that every column exists and compares with its literal.</summary>
    /// <exception cref="LakeException">Invalid: it does not; the message names the column.</exception>
    public static void Check(Predicate predicate, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        ArgumentNullException.ThrowIfNull(schema);
        foreach (var term in predicate.Terms)
        {
            var index = schema.GetFieldIndex(term.Column);
            if (index < 0)
            {
                throw LakeException.Invalid($"The predicate names column '{term.Column}', which does not exist.");
            }

            if (term.Value is { } value)
            {
                var type = schema.GetFieldByIndex(index).DataType;
                if (ColumnScalars.KindOf(type) is not { } kind || !Scalar.Comparable(kind, value.Kind))
                {
                    throw LakeException.Invalid(
                        $"Column '{term.Column}' has the type {type.Name}, which does not compare with {value} of kind {value.Kind}.");
                }
            }
        }
    }

    /// <summary>The rows that pass, ascending.</summary>
    /// <remarks>The batch holds every column of the predicate, checked by <see cref="Check"/>.</remarks>
    public static int[] Select(RecordBatch batch, Predicate predicate)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(predicate);
        var rows = new int[batch.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = row;
        }

        foreach (var term in predicate.Terms)
        {
            var column = batch.Column(batch.Schema.GetFieldIndex(term.Column));
            rows = System.Array.FindAll(rows, row => Passes(column, row, term));
        }

        return rows;
    }

    private static bool Passes(IArrowArray column, int row, Comparison term)
    {
        var isNull = column is NullArray || column.IsNull(row);
        if (isNull || term.Value is not { } literal)
        {
            return isNull ? term.Operator == ComparisonOperator.IsNull : term.Operator == ComparisonOperator.IsNotNull;
        }

        return term.Passes(Scalar.Compare(ColumnScalars.Read(column, row), literal));
    }
}
