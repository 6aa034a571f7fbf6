using System.Globalization;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary><c>+ - * / % div</c>, signs and <c>abs</c>: what leaves the type is an error.</summary>
internal static class Arithmetic
{
    public static Node Of(string symbol, Node left, Node right)
    {
        var (a, b) = (Number(left, right.Type), Number(right, left.Type));
        if (!ValueTypes.IsNumber(a.Type) || !ValueTypes.IsNumber(b.Type))
        {
            throw LakeException.Invalid($"{symbol} takes numbers; found {TypeText.Of(left.Type)} and {TypeText.Of(right.Type)}.");
        }

        if (a.Type is Decimal128Type || b.Type is Decimal128Type)
        {
            if (!ValueTypes.IsFloating(a.Type) && !ValueTypes.IsFloating(b.Type))
            {
                return DecimalArithmetic.Of(symbol, Coercion.ToExact(a), Coercion.ToExact(b));
            }
        }

        var type = symbol == "/" ? DoubleType.Default : symbol == "div" ? Int64Type.Default : ValueTypes.Common(a.Type, b.Type)!;
        if (symbol == "div" && (ValueTypes.IsFloating(a.Type) || ValueTypes.IsFloating(b.Type)))
        {
            throw LakeException.Invalid("div takes whole numbers; use / or cast.");
        }

        return ValueTypes.IsFloating(type) ? Floating(symbol, type, Coercion.To(a, type), Coercion.To(b, type))
            : Whole(symbol, type, Coercion.To(a, type), Coercion.To(b, type));
    }

    public static Node Negative(Node operand) => operand.Type switch
    {
        Decimal128Type type => new MapNode<Int128, Int128>(type, operand, value => -value),
        var type when ValueTypes.IsFloating(type) => new MapNode<double, double>(type, operand, value => -value),
        var type when ValueTypes.IsInteger(type) => new MapNode<long, long>(type, operand, value => Fit(-(Int128)value, type, () => $"- ({value})")),
        NullType => operand,
        var type => throw LakeException.Invalid($"a sign takes a number; found {TypeText.Of(type)}."),
    };

    public static Node Absolute(Node operand) => operand.Type switch
    {
        Decimal128Type type => new MapNode<Int128, Int128>(type, operand, Int128.Abs),
        var type when ValueTypes.IsFloating(type) => new MapNode<double, double>(type, operand, Math.Abs),
        var type when ValueTypes.IsInteger(type) => new MapNode<long, long>(type, operand, value => Fit(Int128.Abs(value), type, () => $"abs({value})")),
        NullType => operand,
        var type => throw LakeException.Invalid($"abs takes a number; found {TypeText.Of(type)}."),
    };

    /// <summary>A whole number as one of an integer type's.</summary>
    /// <exception cref="LakeException">Invalid: it is outside.</exception>
    public static long Fit(Int128 value, IArrowType type, Func<string> what)
    {
        var (least, greatest) = ValueTypes.Range(type);
        return value >= least && value <= greatest ? (long)value : throw LakeException.Invalid($"{what()} does not fit {TypeText.Of(type)}.");
    }

    private static Node Number(Node node, IArrowType other) =>
        node.Type is NullType ? Coercion.To(node, ValueTypes.IsNumber(other) ? other : DoubleType.Default) : node;

    private static MapNode<long, long, long> Whole(string symbol, IArrowType type, Node left, Node right)
    {
        Func<Int128, Int128, Int128> operation = symbol switch
        {
            "+" => (a, b) => a + b,
            "-" => (a, b) => a - b,
            "*" => (a, b) => a * b,
            "div" => (a, b) => a / b,
            _ => (a, b) => a % b,
        };
        return new MapNode<long, long, long>(type, left, right, (a, b) =>
        {
            string Text() => string.Create(CultureInfo.InvariantCulture, $"{a} {symbol} {b}");
            return b == 0 && symbol is ("%" or "div") ? throw Zero(Text()) : Fit(operation(a, b), type, Text);
        });
    }

    private static MapNode<double, double, double> Floating(string symbol, IArrowType type, Node left, Node right)
    {
        Func<double, double, double> operation = symbol switch
        {
            "+" => (a, b) => a + b,
            "-" => (a, b) => a - b,
            "*" => (a, b) => a * b,
            "/" => (a, b) => b != 0 ? a / b : throw Zero(string.Create(CultureInfo.InvariantCulture, $"{a:R} / {b:R}")),
            _ => (a, b) => b != 0 ? a % b : throw Zero(string.Create(CultureInfo.InvariantCulture, $"{a:R} % {b:R}")),
        };
        // A double has digits enough that the rounding to a float afterwards gives what float arithmetic gives.
        return type is FloatType ? new(type, left, right, (a, b) => (float)operation(a, b)) : new(type, left, right, operation);
    }

    internal static LakeException Zero(string text) => LakeException.Invalid($"{text} divides by zero.");
}
