using Apache.Arrow.Types;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Rows.Evaluation;

/// <summary>The same value for every row; null where there is none.</summary>
internal sealed class ConstantNode(IArrowType type, Scalar? constant) : Node(type)
{
    public Scalar? Value => constant;

    public override Vector Run(Selection rows) => constant is not { } value ? Vectors.Blank(Type, rows.Length) : Type switch
    {
        BooleanType => Repeat(rows, value.WholeValue == 1),
        FloatType or DoubleType => Repeat(rows, value.FloatingValue),
        Decimal128Type => Repeat(rows, (Int128)value.ExactValue),
        StringType => Repeat<ReadOnlyMemory<byte>>(rows, System.Text.Encoding.UTF8.GetBytes(value.TextValue)),
        BinaryType => Repeat(rows, value.BytesValue),
        _ => Repeat(rows, value.WholeValue),
    };

    private Vector<T> Repeat<T>(Selection rows, T value) => Fill(rows, _ => value);
}
