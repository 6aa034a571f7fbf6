using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;
using LakeVersion.Rows.Filtering;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Gives expressions their types: operands are cast where an operation takes other types, as Spark's ANSI rules say.</summary>
internal sealed class ValueBinder(Schema schema)
{
    private readonly Dictionary<ValueExpression, Node> bound = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="LakeException">Invalid: a column that the schema lacks, or an operation that does not take such values.</exception>
    public Node Bind(ValueExpression expression)
    {
        if (!bound.TryGetValue(expression, out var node))
        {
            bound[expression] = node = Make(expression);
        }

        return node;
    }

    private Node Make(ValueExpression expression) => expression switch
    {
        ColumnValue column => Column(column),
        LiteralValue literal => new ConstantNode(literal.Type, literal.Value),
        CastValue cast => Cast(Bind(cast.Value), cast.Type),
        CaseValue choice => FunctionTable.Choose(
            "case",
            [.. choice.Branches.Select(branch => (Bind(branch.When), Bind(branch.Then)))],
            choice.Otherwise is { } otherwise ? Bind(otherwise) : null),
        CallValue call => FunctionTable.Bind(call.Function, [.. call.Arguments.Select(Bind)]),
        _ => throw new ArgumentException($"An expression of the type {expression.GetType().Name} has no values.", nameof(expression)),
    };

    private ColumnNode Column(ColumnValue column)
    {
        var type = SchemaFields.TypeOf(schema, column.Column);
        return type is NestedType or MapType || Vectors.Knows(type)
            ? new ColumnNode(type, column.Column)
            : throw LakeException.Invalid($"column {column.Column} has the type {TypeText.Of(type)}, which expressions do not take.");
    }

    private static Node Cast(Node node, IArrowType type) => ValueTypes.Same(node.Type, type) ? node
        : Vectors.Knows(type) ? Coercion.To(node, type)
        : throw LakeException.Invalid($"a {TypeText.Of(node.Type)} cannot be cast to a {TypeText.Of(type)}.");
}
