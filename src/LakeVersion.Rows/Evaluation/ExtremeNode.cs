using Apache.Arrow.Types;

namespace LakeVersion.Rows.Evaluation;

/// <summary>The least or greatest of the values that are not null.</summary>
internal sealed class ExtremeNode(IArrowType type, IReadOnlyList<Node> operands, bool isGreatest) : Node(type)
{
    public override Vector Run(Selection rows)
    {
        var result = Vectors.Blank(Type, rows.Length);
        foreach (var operand in operands)
        {
            var values = operand.Run(rows);
            var sign = Signs.Of(values, result);
            for (var row = 0; row < rows.Length; row++)
            {
                if (values.Valid[row] && (!result.Valid[row] || (isGreatest ? sign(row) > 0 : sign(row) < 0)))
                {
                    result.Take(values, row);
                }
            }
        }

        return result;
    }
}
