using Apache.Arrow.Types;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Whether a value is null.</summary>
internal sealed class NullTestNode(Node operand) : Node(BooleanType.Default)
{
    public override Vector Run(Selection rows)
    {
        var valid = operand.Run(rows).Valid;
        return Fill(rows, row => !valid[row]);
    }
}
