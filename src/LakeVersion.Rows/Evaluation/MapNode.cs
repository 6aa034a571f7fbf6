using Apache.Arrow.Types;

namespace LakeVersion.Rows.Evaluation;

/// <summary>A function of one value that is not null.</summary>
internal sealed class MapNode<TA, TR>(IArrowType type, Node operand, Func<TA, TR> map) : Node(type)
{
    public override Vector Run(Selection rows)
    {
        var a = (Vector<TA>)operand.Run(rows);
        return Fill(rows, row => map(a.Values[row]), a);
    }
}

/// <summary>A function of two values that are not null.</summary>
internal sealed class MapNode<TA, TB, TR>(IArrowType type, Node left, Node right, Func<TA, TB, TR> map) : Node(type)
{
    public override Vector Run(Selection rows)
    {
        var a = (Vector<TA>)left.Run(rows);
        var b = (Vector<TB>)right.Run(rows);
        return Fill(rows, row => map(a.Values[row], b.Values[row]), a, b);
    }
}

/// <summary>A function of three values that are not null.</summary>
internal sealed class MapNode<TA, TB, TC, TR>(IArrowType type, Node first, Node second, Node third, Func<TA, TB, TC, TR> map) : Node(type)
{
    public override Vector Run(Selection rows)
    {
        var a = (Vector<TA>)first.Run(rows);
        var b = (Vector<TB>)second.Run(rows);
        var c = (Vector<TC>)third.Run(rows);
        return Fill(rows, row => map(a.Values[row], b.Values[row], c.Values[row]), a, b, c);
    }
}
