using System.Numerics;
using Apache.Arrow.Types;
using LakeVersion.Rows.Evaluation;

namespace LakeVersion.Rows.Expressions;

/// <summary>The same value for every row.</summary>
/// <remarks>A whole number is an <c>int</c> where it fits, else a <c>long</c>; an exact one a decimal of as many digits as it has.</remarks>
public sealed record LiteralValue : ValueExpression
{
    /// <param name="value">The value; null for null, which fits every type.</param>
    public LiteralValue(Scalar? value) => Value = value;

    /// <summary>The value; null for null.</summary>
    public Scalar? Value { get; }

    internal IArrowType Type => Value is not { } value ? NullType.Default : value.Kind switch
    {
        ScalarKind.Boolean => BooleanType.Default,
        ScalarKind.Whole => value.WholeValue is >= int.MinValue and <= int.MaxValue ? Int32Type.Default : Int64Type.Default,
        ScalarKind.Floating => DoubleType.Default,
        ScalarKind.Exact => ValueTypes.Decimal(Math.Max(Digits(value), value.ExactScale), value.ExactScale),
        ScalarKind.Text => StringType.Default,
        ScalarKind.Bytes => BinaryType.Default,
        ScalarKind.Date => Date32Type.Default,
        _ => ValueTypes.Instant,
    };

    private protected override IEnumerable<ColumnPath> Leaves() => [];

    internal static int Digits(Scalar value) =>
        BigInteger.Abs(value.AsDecimal().Unscaled).ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
}
