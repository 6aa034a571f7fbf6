using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Statistics;

/// <summary>Decides from bounds of columns whether any row may pass a predicate. Pure.</summary>
/// <remarks>Each test is asked whether a row may answer it with true, or with false; what is not asked for is unknown's.
/// <c>not</c> asks its term for the other answer; <c>and</c> may be true where all its terms may, and false where one may.
/// The terms are asked apart, so the answer errs on the side of yes alone.</remarks>
internal static class DataSkipping
{
    /// <summary>False where no row can pass.</summary>
    /// <param name="predicate">The predicate.</param>
    /// <param name="bounds">What is known of a column; <see cref="ColumnBounds.Unknown"/> for nothing.</param>
    public static bool MayPass(Predicate predicate, Func<ColumnPath, ColumnBounds> bounds) => MayBe(predicate, bounds, true);

    /// <summary>True where every row is known to pass.</summary>
    /// <param name="predicate">The predicate.</param>
    /// <param name="bounds">As for <see cref="MayPass"/>; <see cref="ColumnBounds.NoNull"/> must hold for the rows, not only for those that have a value.</param>
    public static bool MustPass(Predicate predicate, Func<ColumnPath, ColumnBounds> bounds) =>
        !MayBe(predicate, bounds, false) && !MayBeUnknown(predicate, bounds);

    // A predicate is unknown only where one of its tests is, and most tests are so for nulls.
    private static bool MayBeUnknown(Predicate predicate, Func<ColumnPath, ColumnBounds> bounds) => predicate switch
    {
        AllOf all => all.Terms.Any(term => MayBeUnknown(term, bounds)),
        AnyOf any => any.Terms.Any(term => MayBeUnknown(term, bounds)),
        Negation not => MayBeUnknown(not.Term, bounds),
        Truth or NullTest or Comparison { Operator: ComparisonOperator.NullSafeEqual } => false,
        Comparison test => !bounds(test.Column).NoNull,
        OneOf test => !bounds(test.Column).NoNull,
        StartsWith test => !bounds(test.Column).NoNull,
        _ => true,
    };

    private static bool MayBe(Predicate predicate, Func<ColumnPath, ColumnBounds> bounds, bool answer) => predicate switch
    {
        AllOf all => answer ? all.Terms.All(term => MayBe(term, bounds, true)) : all.Terms.Any(term => MayBe(term, bounds, false)),
        AnyOf any => answer ? any.Terms.Any(term => MayBe(term, bounds, true)) : any.Terms.All(term => MayBe(term, bounds, false)),
        Negation not => MayBe(not.Term, bounds, !answer),
        Truth truth => truth.Value == answer,
        Comparison test => bounds(test.Column).MayBe(test, answer),
        OneOf test => bounds(test.Column).MayBe(test, answer),
        StartsWith test => bounds(test.Column).MayBe(test, answer),
        NullTest test => bounds(test.Column).MayBe(test, answer),
        _ => true,
    };
}
