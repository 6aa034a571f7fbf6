using Apache.Arrow.Types;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Nodes that decide what of their operands is computed at all.</summary>
internal static class LogicNodes
{
    public static Node Not(Node operand) => new MapNode<bool, bool>(BooleanType.Default, operand, value => !value);

    /// <summary>True where a value is null, never unknown.</summary>
    public static Node IsNull(Node operand) => new NullTestNode(operand);
}
