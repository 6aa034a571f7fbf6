using System.Numerics;
using System.Text;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Rows.Tests.Support.Predicates;

/// <summary>Judges one row at a time, by the words of <see cref="Predicate"/>'s documentation alone; null is unknown.</summary>
internal static class NaivePredicate
{
    public static bool? Judge(Predicate predicate, Func<ColumnPath, object?> cell)
    {
        switch (predicate)
        {
            case Truth truth:
                return truth.Value;
            case NullTest test:
                return cell(test.Column) is null;
            case Negation not:
                return !Judge(not.Term, cell);
            case AllOf all:
                var each = all.Terms.Select(term => Judge(term, cell)).ToList();
                return each.Contains(false) ? false : each.Contains(null) ? null : true;
            case AnyOf any:
                var some = any.Terms.Select(term => Judge(term, cell)).ToList();
                return some.Contains(true) ? true : some.Contains(null) ? null : false;
            case Comparison { Operator: ComparisonOperator.NullSafeEqual } test:
                return cell(test.Column) is { } known && Compare(known, test.Value) == 0;
            case Comparison test:
                return cell(test.Column) is { } value ? Holds(test.Operator, Compare(value, test.Value)) : null;
            case OneOf test:
                return cell(test.Column) is { } one ? test.Values.Any(literal => Compare(one, literal) == 0) : null;
            case StartsWith test:
                return cell(test.Column) is string text ? text.StartsWith(test.Prefix, StringComparison.Ordinal) : null;
            default:
                throw new ArgumentException($"{predicate}");
        }
    }

    private static bool Holds(ComparisonOperator op, int sign) => op switch
    {
        ComparisonOperator.Equal => sign == 0,
        ComparisonOperator.NotEqual => sign != 0,
        ComparisonOperator.Less => sign < 0,
        ComparisonOperator.LessOrEqual => sign <= 0,
        ComparisonOperator.Greater => sign > 0,
        _ => sign >= 0,
    };

    private static int Compare(object cell, Scalar literal)
    {
        switch (cell)
        {
            case bool flag:
                return (flag ? 1 : 0) - (int)literal.WholeValue;
            case string text:
                return Bytes(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(literal.TextValue));
            case byte[] bytes:
                return Bytes(bytes, literal.BytesValue.ToArray());
            case double or long or ExactCell when cell is double || literal.Kind == ScalarKind.Floating:
                return Numbers(Double(cell), Double(Value(literal)));
            default:
                var ((a, aScale), (b, bScale)) = (Exact(cell), Exact(Value(literal)));
                return (a * BigInteger.Pow(10, bScale)).CompareTo(b * BigInteger.Pow(10, aScale));
        }
    }

    private static object Value(Scalar literal) => literal.Kind switch
    {
        ScalarKind.Floating => literal.FloatingValue,
        ScalarKind.Exact => new ExactCell(literal.ExactValue, literal.ExactScale),
        _ => literal.WholeValue,
    };

    private static ExactCell Exact(object value) => value is ExactCell exact ? exact : new ExactCell((long)value, 0);

    private static double Double(object value) => value switch
    {
        double number => number,
        long whole => whole,
        _ => double.Parse($"{((ExactCell)value).Unscaled}e-{((ExactCell)value).Scale}"),
    };

    private static int Numbers(double a, double b) => (double.IsNaN(a), double.IsNaN(b)) switch
    {
        (true, true) => 0,
        (true, false) => 1,
        (false, true) => -1,
        _ => a > b ? 1 : a < b ? -1 : 0,
    };

    private static int Bytes(byte[] a, byte[] b)
    {
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            if (a[i] != b[i])
            {
                return a[i] - b[i];
            }
        }

        return a.Length - b.Length;
    }
}
