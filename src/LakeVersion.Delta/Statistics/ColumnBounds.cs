using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Statistics;

/// <summary>What is known of a column's values in one file, or in a part of one.</summary>
/// <param name="Min">No value is smaller; null where unknown.</param>
/// <param name="Max">No value is greater, NaN apart; null where unknown.</param>
/// <param name="AllNull">True where every row is known to be null.</param>
/// <param name="NoNull">True where no row is known to be null.</param>
/// <param name="MayHoldNaN">True where NaN, which is greater than every number, may be among the values in spite of <paramref name="Max"/>.</param>
internal readonly record struct ColumnBounds(Scalar? Min, Scalar? Max, bool AllNull, bool NoNull, bool MayHoldNaN = false)
{
    /// <summary>Nothing is known.</summary>
    public static ColumnBounds Unknown => default;

    /// <summary>The bounds of a column with one value, or only nulls, in all rows.</summary>
    public static ColumnBounds Constant(Scalar? value) => new(value, value, AllNull: value is null, NoNull: value is not null);

    /// <summary>False where no row can give a test this answer, true or false.</summary>
    public bool MayBe(Predicate test, bool answer) => test switch
    {
        Comparison comparison => MayBe(comparison, answer),
        OneOf set when !AllNull => answer ? set.Values.Any(MayEqual) : set.Values.All(MayDiffer),
        StartsWith text when !AllNull => answer ? MayStart(text.Prefix) : !MustStart(text.Prefix),
        NullTest => answer ? !NoNull : !AllNull,
        OneOf or StartsWith => false,
        _ => true,
    };

    private bool MayBe(Comparison test, bool answer)
    {
        if (test.Operator == ComparisonOperator.NullSafeEqual)
        {
            return answer ? !AllNull && MayEqual(test.Value) : !NoNull || MayDiffer(test.Value);
        }

        // Of values that are not null, those that do not pass a test pass its opposite.
        return !AllNull && (test.Operator, answer) switch
        {
            (ComparisonOperator.Equal, true) or (ComparisonOperator.NotEqual, false) => MayEqual(test.Value),
            (ComparisonOperator.NotEqual, true) or (ComparisonOperator.Equal, false) => MayDiffer(test.Value),
            (ComparisonOperator.Less, true) or (ComparisonOperator.GreaterOrEqual, false) => Against(Min, test.Value) is not >= 0,
            (ComparisonOperator.LessOrEqual, true) or (ComparisonOperator.Greater, false) => Against(Min, test.Value) is not > 0,
            (ComparisonOperator.Greater, true) or (ComparisonOperator.LessOrEqual, false) => Against(Greatest, test.Value) is not <= 0,
            _ => Against(Greatest, test.Value) is not < 0,
        };
    }

    private Scalar? Greatest => MayHoldNaN ? null : Max;

    private bool MayEqual(Scalar literal) =>
        Against(Min, literal) is not > 0 && Against(IsNaN(literal) ? Greatest : Max, literal) is not < 0;

    // All values are equal only where both bounds are.
    private bool MayDiffer(Scalar literal) => Against(Min, literal) != 0 || Against(Greatest, literal) != 0;

    private bool MayStart(string prefix) => Against(Max, Scalar.Of(prefix)) is not < 0
        && (TextBounds.Beyond(prefix) is not { } beyond || Against(Min, Scalar.Of(beyond)) is not >= 0);

    private bool MustStart(string prefix) => Begins(Min, prefix) && Begins(Max, prefix);

    private static bool Begins(Scalar? bound, string prefix) =>
        bound is { Kind: ScalarKind.Text } text && text.TextValue.StartsWith(prefix, StringComparison.Ordinal);

    private static bool IsNaN(Scalar literal) => literal.Kind == ScalarKind.Floating && double.IsNaN(literal.FloatingValue);

    private static int? Against(Scalar? bound, Scalar literal) =>
        bound is { } value && Scalar.Comparable(value.Kind, literal.Kind) ? Scalar.Compare(value, literal) : null;
}
