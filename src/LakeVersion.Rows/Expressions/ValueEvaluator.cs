using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Evaluation;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Expressions;

/// <summary>Computes value expressions, a column at a time.</summary>
public static class ValueEvaluator
{
    /// <summary>The type that the expression's values have; <c>void</c> for a mere null.</summary>
    /// <exception cref="LakeException">Invalid: a column that the schema lacks, or an operation that does not take values of such types.</exception>
    public static IArrowType TypeOf(ValueExpression expression, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(schema);
        return new ValueBinder(schema).Bind(expression).Type;
    }

    /// <summary>One value for each row. A column that is passed on shares the batch's buffers; other results have their own.</summary>
    /// <exception cref="LakeException">Invalid: a row's values are no input of an operation (overflow, division by zero, a text that is no
    /// number); the message names the row, counted from 0.</exception>
    public static IArrowArray Evaluate(ValueExpression expression, RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(batch);
        return Vectors.Write(new ValueBinder(batch.Schema).Bind(expression).Run(new Selection(batch, null)));
    }
}
