using LakeVersion.Rows.Expressions;

namespace LakeVersion.Rows.Tests.Support.Predicates;

/// <summary>Random predicates about columns, with literals near their values.</summary>
internal static class AnyPredicate
{
    public static Predicate Next(Random random, IReadOnlyList<AnyColumn> columns, int depth = 3)
    {
        if (depth > 0 && random.Next(2) == 0)
        {
            return random.Next(3) switch
            {
                0 => !Next(random, columns, depth - 1),
                1 => Predicate.All(Terms(random, columns, depth - 1)),
                _ => Predicate.Any(Terms(random, columns, depth - 1)),
            };
        }

        return random.Next(60) == 0 ? new Truth(random.Next(2) == 0) : Test(random, columns[random.Next(columns.Count)]);
    }

    private static List<Predicate> Terms(Random random, IReadOnlyList<AnyColumn> columns, int depth) =>
        [.. Enumerable.Range(0, random.Next(2, 4)).Select(_ => Next(random, columns, depth))];

    private static Predicate Test(Random random, AnyColumn column)
    {
        switch (random.Next(8))
        {
            case 0:
                return random.Next(2) == 0 ? column.Path.IsNull() : column.Path.IsNotNull();
            case 1:
                return new OneOf(column.Path, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Literal(random, column))]);
            case 2:
                return column.Path.Between(Literal(random, column), Literal(random, column));
            case 3 when column.Type is Apache.Arrow.Types.StringType:
                return new StartsWith(column.Path, Literal(random, column).TextValue);
            case 4:
                return new Comparison(column.Path, ComparisonOperator.NullSafeEqual, Literal(random, column));
            default:
                return new Comparison(column.Path, (ComparisonOperator)random.Next(6), Literal(random, column));
        }
    }

    private static Scalar Literal(Random random, AnyColumn column)
    {
        var value = random.Next(8) == 0 ? AnyCell.Next(random, column.Type) : AnyCell.Of(random, column.Pool);
        return column.Literal(random.Next(2) == 0 ? value : AnyCell.Near(random, value, column.Type));
    }
}
