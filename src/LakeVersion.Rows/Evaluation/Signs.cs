using System.Numerics;
using Apache.Arrow.Types;

namespace LakeVersion.Rows.Evaluation;

/// <summary>The order of two vectors' values, row by row, as <see cref="Expressions.Predicate"/> states it.</summary>
internal static class Signs
{
    /// <summary>The sign of left minus right at a row where both are valid.</summary>
    public static Func<int, int> Of(Vector left, Vector right) => (left, right) switch
    {
        (Vector<bool> a, Vector<bool> b) => row => a.Values[row].CompareTo(b.Values[row]),
        (Vector<long> a, Vector<long> b) => row => a.Values[row].CompareTo(b.Values[row]),
        (Vector<double> a, Vector<double> b) => row => Of(a.Values[row], b.Values[row]),
        (Vector<Int128> a, Vector<Int128> b) => Of(a, b),
        (Vector<ReadOnlyMemory<byte>> a, Vector<ReadOnlyMemory<byte>> b) =>
            row => a.Values[row].Span.SequenceCompareTo(b.Values[row].Span),
        _ => throw new InvalidOperationException($"Values of {left.Type.Name} and {right.Type.Name} have no order."),
    };

    // NaN equals NaN and is greater than all else; -0.0 equals 0.0.
    private static int Of(double a, double b) => a < b ? -1 : a > b ? 1 : a == b ? 0 : double.IsNaN(a).CompareTo(double.IsNaN(b));

    private static Func<int, int> Of(Vector<Int128> left, Vector<Int128> right)
    {
        var (a, b) = (((Decimal128Type)left.Type).Scale, ((Decimal128Type)right.Type).Scale);
        if (a == b)
        {
            return row => left.Values[row].CompareTo(right.Values[row]);
        }

        var (x, y) = (BigInteger.Pow(10, Math.Max(0, b - a)), BigInteger.Pow(10, Math.Max(0, a - b)));
        return row => (left.Values[row] * x).CompareTo(right.Values[row] * y);
    }
}
