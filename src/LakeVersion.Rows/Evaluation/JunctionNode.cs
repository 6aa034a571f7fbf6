using Apache.Arrow.Types;

namespace LakeVersion.Rows.Evaluation;

/// <summary><c>and</c>, or <c>or</c>, of terms. A term is not computed where an earlier one has decided.</summary>
internal sealed class JunctionNode(bool isAnd, IReadOnlyList<Node> terms) : Node(BooleanType.Default)
{
    public override Vector Run(Selection rows)
    {
        var (decided, unknown) = (new bool[rows.Length], new bool[rows.Length]);
        foreach (var term in terms)
        {
            var open = rows.Where(row => !decided[row]);
            var truths = (Vector<bool>)term.Run(open);
            for (var row = 0; row < rows.Length; row++)
            {
                decided[row] |= truths.Valid[row] && truths.Values[row] != isAnd;
                unknown[row] |= open.Has(row) && !truths.Valid[row];
            }
        }

        var (values, valid) = (new bool[rows.Length], new bool[rows.Length]);
        for (var row = 0; row < rows.Length; row++)
        {
            values[row] = decided[row] != isAnd;
            valid[row] = rows.Has(row) && (decided[row] || !unknown[row]);
        }

        return new Vector<bool>(Type, values, valid);
    }
}
