using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Statistics;

/// <summary>What is known of a column's values in one file.</summary>
/// <param name="Min">No value is smaller; null where unknown.</param>
/// <param name="Max">No value is greater; null where unknown.</param>
/// <param name="AllNull">True where every row is known to be null.</param>
/// <param name="NoNull">True where no row is known to be null.</param>
internal readonly record struct ColumnBounds(Scalar? Min, Scalar? Max, bool AllNull, bool NoNull)
{
    /// <summary>Nothing is known.</summary>
    public static ColumnBounds Unknown => default;

    /// <summary>The bounds of a column with one value, or only nulls, in all rows.</summary>
    public static ColumnBounds Constant(Scalar? value) => new(value, value, AllNull: value is null, NoNull: value is not null);

    /// <summary>False where no row can pass the test.</summary>
    public bool MayPass(Comparison term)
    {
        if (term.Operator is ComparisonOperator.IsNull or ComparisonOperator.IsNotNull)
        {
            return term.Operator == ComparisonOperator.IsNull ? !NoNull : !AllNull;
        }

        var literal = term.Value!.Value;
        return !AllNull && term.Operator switch
        {
            ComparisonOperator.Equal => Against(Min, literal) is not > 0 && Against(Max, literal) is not < 0,
            ComparisonOperator.Less => Against(Min, literal) is not >= 0,
            ComparisonOperator.LessOrEqual => Against(Min, literal) is not > 0,
            ComparisonOperator.Greater => Against(Max, literal) is not <= 0,
            ComparisonOperator.GreaterOrEqual => Against(Max, literal) is not < 0,
            // Bounds leave out NaN, which differs from everything; and other writers cut strings.
            _ => true,
        };
    }

    private static int? Against(Scalar? bound, Scalar literal) =>
        bound is { } value && Scalar.Comparable(value.Kind, literal.Kind) ? Scalar.Compare(value, literal) : null;
}
