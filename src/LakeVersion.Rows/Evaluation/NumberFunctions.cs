using System.Globalization;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Functions of numbers.</summary>
internal static class NumberFunctions
{
    /// <summary>Rounds half away from zero, at a literal count of digits behind the point.</summary>
    public static Node Round(Node operand, Node? digits)
    {
        var at = digits switch
        {
            null => 0,
            ConstantNode { Value: { Kind: ScalarKind.Whole, WholeValue: >= -ValueTypes.MostDigits and <= ValueTypes.MostDigits } value } => (int)value.WholeValue,
            _ => throw LakeException.Invalid($"round takes a literal count of digits, of -{ValueTypes.MostDigits} to {ValueTypes.MostDigits}."),
        };
        switch (operand.Type)
        {
            case Decimal128Type type:
                var whole = type.Precision - type.Scale + 1;
                var rounded = at < 0
                    ? new Decimal128Type(Math.Min(Math.Max(whole, 1 - at), ValueTypes.MostDigits), 0)
                    : new Decimal128Type(Math.Min(whole + Math.Min(type.Scale, at), ValueTypes.MostDigits), Math.Min(type.Scale, at));
                return new MapNode<Int128, Int128>(rounded, operand, value =>
                    Decimals.Fit(at >= type.Scale ? value : Decimals.Rescale(value, type.Scale, at), Math.Min(at, type.Scale), rounded));
            case var type when ValueTypes.IsFloating(type):
                return new MapNode<double, double>(type, operand, value => Round(value, at, type is FloatType));
            case var type when ValueTypes.IsInteger(type):
                return at >= 0 ? operand : new MapNode<long, long>(type, operand, value => Arithmetic.Fit(
                    (Int128)Int(Decimals.Rescale(Decimals.Rescale(value, 0, at), at, 0)), type, () => $"round({value}, {at})"));
            default:
                throw LakeException.Invalid($"round takes a number; found {TypeText.Of(operand.Type)}.");
        }
    }

    /// <summary>The nearest whole number below, or above.</summary>
    public static Node Whole(string name, Node operand)
    {
        var isUp = name.StartsWith("ceil", StringComparison.Ordinal);
        switch (operand.Type)
        {
            case Decimal128Type type:
                var whole = new Decimal128Type(Math.Min(type.Precision - type.Scale + 1, ValueTypes.MostDigits), 0);
                var unit = DecimalText.Power(type.Scale);
                return new MapNode<Int128, Int128>(whole, operand, value =>
                {
                    var (cut, rest) = (value / unit, value % unit);
                    return Decimals.Fit(cut + (isUp && rest > 0 ? 1 : !isUp && rest < 0 ? -1 : 0), 0, whole);
                });
            case var type when ValueTypes.IsFloating(type):
                var number = isUp ? new MapNode<double, double>(DoubleType.Default, operand, Math.Ceiling)
                    : new MapNode<double, double>(DoubleType.Default, operand, Math.Floor);
                return Coercion.To(number, Int64Type.Default);
            case var type when ValueTypes.IsInteger(type):
                return Coercion.To(operand, Int64Type.Default);
            default:
                throw LakeException.Invalid($"{name} takes a number; found {TypeText.Of(operand.Type)}.");
        }
    }

    public static Node IsNan(Node operand) => ValueTypes.IsFloating(operand.Type)
        ? new CoalesceNode(BooleanType.Default, [new MapNode<double, bool>(BooleanType.Default, operand, double.IsNaN), new ConstantNode(BooleanType.Default, false)])
        : throw LakeException.Invalid($"isnan takes a floating-point number; found {TypeText.Of(operand.Type)}.");

    // The shortest decimal text is rounded, not the binary number: 2.675 becomes 2.68.
    private static double Round(double value, int digits, bool isFloat)
    {
        if (!double.IsFinite(value))
        {
            return value;
        }

        var text = isFloat ? ((float)value).ToString("R", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);
        if (!Decimals.TryParse(text, out var unscaled, out var scale) || scale <= digits)
        {
            return value;
        }

        var rounded = $"{Decimals.Rescale(unscaled, scale, digits)}e{-digits}";
        return isFloat ? float.Parse(rounded, CultureInfo.InvariantCulture) : double.Parse(rounded, CultureInfo.InvariantCulture);
    }

    private static System.Numerics.BigInteger Int(System.Numerics.BigInteger value) => value <= Int128.MaxValue && value >= Int128.MinValue ? value : Int128.MaxValue;
}
