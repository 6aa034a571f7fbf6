using Apache.Arrow;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Filtering;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Expressions;

/// <summary>Decides which rows of a batch pass a predicate.</summary>
public static class RowFilter
{
    /// <summary>Checks that every column exists, by its exact names, and compares with its literals.</summary>
    /// <exception cref="LakeException">Invalid: it does not; the message names the column.</exception>
    public static void Check(Predicate predicate, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        ArgumentNullException.ThrowIfNull(schema);
        switch (predicate)
        {
            case Comparison test:
                CheckValue(test.Column, test.Value, schema);
                break;
            case OneOf test:
                foreach (var value in test.Values)
                {
                    CheckValue(test.Column, value, schema);
                }

                break;
            case StartsWith test:
                CheckValue(test.Column, Scalar.Of(test.Prefix), schema);
                break;
            case NullTest test:
                SchemaFields.TypeOf(schema, test.Column);
                break;
            case Negation not:
                Check(not.Term, schema);
                break;
            case AllOf or AnyOf:
                foreach (var term in predicate is AllOf all ? all.Terms : ((AnyOf)predicate).Terms)
                {
                    Check(term, schema);
                }

                break;
        }
    }

    /// <summary>The rows that pass, ascending.</summary>
    /// <remarks>The batch holds every column of the predicate, checked by <see cref="Check"/>.</remarks>
    public static int[] Select(RecordBatch batch, Predicate predicate)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(predicate);
        return PredicateEvaluator.Run(batch, predicate).Rows();
    }

    private static void CheckValue(ColumnPath column, Scalar value, Schema schema)
    {
        var type = SchemaFields.TypeOf(schema, column);
        if (ColumnScalars.KindOf(type) is not { } kind || !Scalar.Comparable(kind, value.Kind))
        {
            throw LakeException.Invalid(
                $"Column {column} has the type {TypeText.Of(type)}, which does not compare with {PredicatePrinter.Literal(value)} of kind {value.Kind}.");
        }

        if (value.Kind == ScalarKind.Text && !UnicodeText.IsValid(value.TextValue))
        {
            throw LakeException.Invalid($"Column {column} is compared with a text that is not valid Unicode: a surrogate stands alone.");
        }
    }
}
