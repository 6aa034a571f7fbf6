using System.Numerics;
using Apache.Arrow.Types;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Operators between decimals, with the digits that Spark gives their results.</summary>
internal static class DecimalArithmetic
{
    private const int LeastScale = 6;

    public static Node Of(string symbol, Node left, Node right)
    {
        var (a, b) = ((Decimal128Type)left.Type, (Decimal128Type)right.Type);
        var scale = Math.Max(a.Scale, b.Scale);
        switch (symbol)
        {
            case "+" or "-":
                var sign = symbol == "+" ? 1 : -1;
                return Node(Type(Math.Max(a.Precision - a.Scale, b.Precision - b.Scale) + scale + 1, scale), left, right, (x, y) =>
                    (Decimals.Rescale(x, a.Scale, scale) + (sign * Decimals.Rescale(y, b.Scale, scale)), scale));
            case "*":
                return Node(Type(a.Precision + b.Precision + 1, a.Scale + b.Scale), left, right, (x, y) => (x * y, a.Scale + b.Scale));
            case "/":
                var digits = Math.Max(LeastScale, a.Scale + b.Precision + 1);
                var quotient = Type(a.Precision - a.Scale + b.Scale + digits, digits);
                return Node(quotient, left, right, (x, y) =>
                    y == 0 ? throw Zero(symbol, x, y, a, b) : (Quotient(x, y, quotient.Scale + b.Scale - a.Scale), quotient.Scale));
            case "%":
                return Node(Type(Math.Min(a.Precision - a.Scale, b.Precision - b.Scale) + scale, scale), left, right, (x, y) => y == 0
                    ? throw Zero(symbol, x, y, a, b)
                    : (BigInteger.Remainder(Decimals.Rescale(x, a.Scale, scale), Decimals.Rescale(y, b.Scale, scale)), scale));
            default:
                return new MapNode<Int128, Int128, long>(Int64Type.Default, left, right, (x, y) => y == 0
                    ? throw Zero(symbol, x, y, a, b)
                    : Whole(BigInteger.Divide(Decimals.Rescale(x, a.Scale, scale), Decimals.Rescale(y, b.Scale, scale))));
        }
    }

    // More than 38 digits: those behind the point give way, down to six of them.
    private static Decimal128Type Type(int precision, int scale) => precision <= ValueTypes.MostDigits
        ? new Decimal128Type(precision, scale)
        : new Decimal128Type(ValueTypes.MostDigits, Math.Max(ValueTypes.MostDigits - (precision - scale), Math.Min(scale, LeastScale)));

    private static BigInteger Quotient(Int128 x, Int128 y, int digits) => digits >= 0
        ? Decimals.Divide(x * BigInteger.Pow(10, digits), y)
        : Decimals.Divide(x, y * BigInteger.Pow(10, -digits));

    private static long Whole(BigInteger value) => value >= long.MinValue && value <= long.MaxValue
        ? (long)value
        : throw Storage.LakeException.Invalid($"the quotient {value} does not fit long.");

    private static MapNode<Int128, Int128, Int128> Node(
        Decimal128Type type, Node left, Node right, Func<Int128, Int128, (BigInteger Value, int Scale)> operation) =>
        new(type, left, right, (x, y) =>
        {
            var (value, scale) = operation(x, y);
            return Decimals.Fit(value, scale, type);
        });

    private static Storage.LakeException Zero(string symbol, Int128 x, Int128 y, Decimal128Type a, Decimal128Type b) =>
        Arithmetic.Zero($"{Decimals.Text(x, a.Scale)} {symbol} {Decimals.Text(y, b.Scale)}");
}
