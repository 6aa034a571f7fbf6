using System.Text;
using Apache.Arrow;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Rows.Filtering;

/// <summary>Judges all rows of a batch, a column at a time.</summary>
internal static class PredicateEvaluator
{
    public static Truths Run(RecordBatch batch, Predicate predicate) => predicate switch
    {
        Truth truth => Truths.Constant(truth.Value, batch.Length),
        Comparison test => Compare(batch, test),
        OneOf test => Leaf(batch, test.Column, (data, bits) => SetTest.Run(data, test.Values, bits)),
        StartsWith test => Leaf(batch, test.Column, (data, bits) => Prefix(data, Encoding.UTF8.GetBytes(test.Prefix), bits)),
        NullTest test => new Truths(batch.Length).Set(PathColumn.Of(batch, test.Column).Valid, Truths.All(batch.Length)).Not(),
        Negation not => Run(batch, not.Term).Not(),
        AllOf all => all.Terms.Skip(1).Aggregate(Run(batch, all.Terms[0]), (truths, term) => truths.And(Run(batch, term))),
        AnyOf any => any.Terms.Skip(1).Aggregate(Run(batch, any.Terms[0]), (truths, term) => truths.Or(Run(batch, term))),
        _ => throw new ArgumentException($"Rows cannot be judged by a {predicate.GetType().Name}.", nameof(predicate)),
    };

    // All seven are made of three, by their opposites.
    private static Truths Compare(RecordBatch batch, Comparison test)
    {
        var order = test.Operator switch
        {
            ComparisonOperator.Less or ComparisonOperator.GreaterOrEqual => Order.Less,
            ComparisonOperator.LessOrEqual or ComparisonOperator.Greater => Order.AtMost,
            _ => Order.Equal,
        };
        var truths = Leaf(batch, test.Column, (data, bits) => LiteralTest.Run(data, test.Value, order, bits));
        return test.Operator switch
        {
            ComparisonOperator.NotEqual or ComparisonOperator.Greater or ComparisonOperator.GreaterOrEqual => truths.Not(),
            ComparisonOperator.NullSafeEqual => truths.Known(),
            _ => truths,
        };
    }

    private static Truths Leaf(RecordBatch batch, ColumnPath path, Action<ArrayData, ulong[]> test)
    {
        var column = PathColumn.Of(batch, path);
        var hits = new ulong[column.Valid.Length];
        test(column.Data, hits);
        return new Truths(batch.Length).Set(hits, column.Valid);
    }

    private static void Prefix(ArrayData data, ReadOnlySpan<byte> prefix, Span<ulong> bits)
    {
        var cells = new ByteCells(data);
        for (var i = 0; i < cells.Length; i++)
        {
            bits[i >> 6] |= cells[i].StartsWith(prefix) ? 1UL << (i & 63) : 0;
        }
    }
}
