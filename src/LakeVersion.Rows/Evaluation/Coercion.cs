using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Brings operands to the types that operations take.</summary>
internal static class Coercion
{
    /// <summary>The operand as a type; itself where it has it.</summary>
    /// <exception cref="LakeException">Invalid: there is no such cast.</exception>
    public static Node To(Node node, IArrowType type)
    {
        if (node.Type is NullType)
        {
            return new ConstantNode(type, null);
        }

        return ValueTypes.Same(node.Type, type) ? node : Casts.Make(node, type)
            ?? throw LakeException.Invalid($"a {TypeText.Of(node.Type)} cannot be cast to a {TypeText.Of(type)}.");
    }

    /// <summary>A whole number as a decimal; a literal with no more digits than it has.</summary>
    public static Node ToExact(Node node) => node switch
    {
        { Type: Decimal128Type } => node,
        ConstantNode { Value: { Kind: ScalarKind.Whole } value } =>
            new ConstantNode(new Decimal128Type(LiteralValue.Digits(value), 0), Scalar.OfDecimal(value.WholeValue, 0)),
        _ => To(node, ValueTypes.AsDecimal(node.Type)),
    };

    /// <summary>Operands in the one type in which all of them are told.</summary>
    /// <exception cref="LakeException">Invalid: there is none.</exception>
    public static (IArrowType Type, IReadOnlyList<Node> Nodes) Common(string what, params IReadOnlyList<Node> nodes)
    {
        IArrowType type = NullType.Default;
        foreach (var node in nodes)
        {
            type = ValueTypes.Common(type, node.Type)
                ?? throw LakeException.Invalid($"{what} takes values of one type; found {TypeText.Of(type)} and {TypeText.Of(node.Type)}. Cast one of them.");
        }

        return (type, [.. nodes.Select(node => To(node, type))]);
    }

    public static Node Truth(string what, Node node) => node.Type is BooleanType or NullType
        ? To(node, BooleanType.Default)
        : throw LakeException.Invalid($"{what} takes what is true or false; found {TypeText.Of(node.Type)}.");

    /// <summary>Two operands, compared.</summary>
    public static Node Compare(string symbol, Node left, Node right)
    {
        Func<int, bool> test = symbol switch
        {
            "=" or "<=>" => sign => sign == 0,
            "!=" => sign => sign != 0,
            "<" => sign => sign < 0,
            "<=" => sign => sign <= 0,
            ">" => sign => sign > 0,
            _ => sign => sign >= 0,
        };
        // Exact numbers compare exactly, whatever their digits.
        var isExact = (left.Type is Decimal128Type || right.Type is Decimal128Type)
            && new[] { left.Type, right.Type }.All(type => type is Decimal128Type || ValueTypes.IsInteger(type));
        var (a, b) = isExact ? (ToExact(left), ToExact(right)) : Pair(symbol, left, right);
        return new CompareNode(a, b, test, symbol == "<=>");
    }

    private static (Node Left, Node Right) Pair(string symbol, Node left, Node right)
    {
        var (type, nodes) = Common(symbol, left, right);
        return Vectors.Knows(type)
            ? (nodes[0], nodes[1])
            : throw LakeException.Invalid($"values of the type {TypeText.Of(type)} do not compare.");
    }
}
