using Apache.Arrow.Types;

namespace LakeVersion.Rows.Evaluation;

/// <summary>The value of the first branch whose condition is true.</summary>
internal sealed class ChoiceNode(IArrowType type, IReadOnlyList<(Node When, Node Then)> branches, Node? otherwise) : Node(type)
{
    public override Vector Run(Selection rows)
    {
        var (result, open) = (Vectors.Blank(Type, rows.Length), rows);
        foreach (var (when, then) in branches)
        {
            var truths = (Vector<bool>)when.Run(open);
            var hits = open.Where(row => truths.Valid[row] && truths.Values[row]);
            Take(result, then.Run(hits), hits);
            open = open.Where(row => !hits.Has(row));
        }

        if (otherwise is not null)
        {
            Take(result, otherwise.Run(open), open);
        }

        return result;
    }

    private static void Take(Vector result, Vector values, Selection rows)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            if (rows.Has(row))
            {
                result.Take(values, row);
            }
        }
    }
}
