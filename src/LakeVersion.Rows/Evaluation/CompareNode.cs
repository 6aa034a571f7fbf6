using Apache.Arrow.Types;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Compares two values of types that have a common order; null-safe or not.</summary>
internal sealed class CompareNode(Node left, Node right, Func<int, bool> test, bool isNullSafe) : Node(BooleanType.Default)
{
    public override Vector Run(Selection rows)
    {
        var (a, b) = (left.Run(rows), right.Run(rows));
        var sign = Signs.Of(a, b);
        return isNullSafe
            ? Fill(rows, row => a.Valid[row] && b.Valid[row] ? test(sign(row)) : a.Valid[row] == b.Valid[row])
            : Fill(rows, row => test(sign(row)), a, b);
    }
}
