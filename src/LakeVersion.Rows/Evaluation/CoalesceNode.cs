using Apache.Arrow.Types;

namespace LakeVersion.Rows.Evaluation;

/// <summary>The first value that is not null.</summary>
internal sealed class CoalesceNode(IArrowType type, IReadOnlyList<Node> operands) : Node(type)
{
    public override Vector Run(Selection rows)
    {
        var result = Vectors.Blank(Type, rows.Length);
        foreach (var operand in operands)
        {
            var open = rows.Where(row => !result.Valid[row]);
            var values = operand.Run(open);
            for (var row = 0; row < rows.Length; row++)
            {
                if (values.Valid[row])
                {
                    result.Take(values, row);
                }
            }
        }

        return result;
    }
}
