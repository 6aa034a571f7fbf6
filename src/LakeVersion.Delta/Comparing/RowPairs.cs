using LakeVersion.Rows.Comparing;

namespace LakeVersion.Delta.Comparing;

/// <summary>Compares rows of two stores in pairs, column by column.</summary>
/// <param name="before">The store of the one row of each pair.</param>
/// <param name="after">The store of the other.</param>
/// <param name="columns">The columns that count.</param>
/// <param name="rule">Which cells are equal.</param>
internal sealed class RowPairs(RowStore before, RowStore after, IReadOnlyList<int> columns, CellRule rule)
{
    /// <summary>True for each pair whose cells are all equal.</summary>
    /// <param name="rows">The rows of the earlier store; those below 0 are in no pair, and false.</param>
    /// <param name="batch">The batch of the later store whose row i stands against row i of <paramref name="rows"/>.</param>
    public bool[] Compare(ReadOnlySpan<int> rows, int batch)
    {
        var result = new bool[rows.Length];
        var groups = new SortedDictionary<int, List<(int Left, int Right)>>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0)
            {
                var (other, row) = before.Place(rows[i]);
                (groups.TryGetValue(other, out var group) ? group : groups[other] = []).Add((row, i));
            }
        }

        foreach (var (other, pairs) in groups)
        {
            var right = pairs.ConvertAll(pair => pair.Right).ToArray();
            var equal = Compare(other, [.. pairs.Select(pair => pair.Left)], batch, right);
            for (var i = 0; i < right.Length; i++)
            {
                result[right[i]] = equal[i];
            }
        }

        return result;
    }

    /// <summary>True where two rows are equal.</summary>
    public bool AreEqual(int row, int other)
    {
        var ((batch, at), (otherBatch, otherAt)) = (before.Place(row), after.Place(other));
        return Compare(batch, [at], otherBatch, [otherAt])[0];
    }

    private bool[] Compare(int batch, int[] rows, int otherBatch, int[] otherRows)
    {
        var equal = new bool[rows.Length];
        Array.Fill(equal, true);
        foreach (var column in columns)
        {
            CellEquality.And(before.Batches[batch].Column(column), rows, after.Batches[otherBatch].Column(column), otherRows, rule, equal);
        }

        return equal;
    }
}
