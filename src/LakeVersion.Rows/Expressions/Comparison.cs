using LakeVersion.Storage;

namespace LakeVersion.Rows.Expressions;

/// <summary>One test of a top-level column against a literal.</summary>
/// <remarks>As in SQL a null row passes only <see cref="ComparisonOperator.IsNull"/>. Floating-point numbers compare as
/// IEEE 754 says: NaN passes nothing but <see cref="ComparisonOperator.NotEqual"/>, and -0.0 equals 0.0.</remarks>
public sealed record Comparison
{
    /// <summary>A test; <paramref name="value"/> is null exactly for the two tests of null.</summary>
    /// <exception cref="LakeException">Invalid: a value is missing, or given where none is compared.</exception>
    public Comparison(string column, ComparisonOperator @operator, Scalar? value = null)
    {
        ArgumentNullException.ThrowIfNull(column);
        var wantsValue = @operator is not (ComparisonOperator.IsNull or ComparisonOperator.IsNotNull);
        if (wantsValue != (value is not null))
        {
            throw LakeException.Invalid($"The test {@operator} of column '{column}' {(wantsValue ? "needs a value" : "takes no value")}.");
        }

        (Column, Operator, Value) = (column, @operator, value);
    }

    /// <summary>The column's name.</summary>
    public string Column { get; }

    /// <summary>The test.</summary>
    public ComparisonOperator Operator { get; }

    /// <summary>The literal; null for the tests of null.</summary>
    public Scalar? Value { get; }

    /// <summary>True where a non-null value with this order against the literal passes.</summary>
    /// <param name="order">The sign of value minus literal; null where they have no order (NaN).</param>
    public bool Passes(int? order) => Operator switch
    {
        ComparisonOperator.Equal => order == 0,
        ComparisonOperator.NotEqual => order != 0,
        ComparisonOperator.Less => order < 0,
        ComparisonOperator.LessOrEqual => order <= 0,
        ComparisonOperator.Greater => order > 0,
        ComparisonOperator.GreaterOrEqual => order >= 0,
        _ => Operator == ComparisonOperator.IsNotNull,
    };
}
