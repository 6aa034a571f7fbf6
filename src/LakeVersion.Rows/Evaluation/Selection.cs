using Apache.Arrow;

namespace LakeVersion.Rows.Evaluation;

/// <summary>The rows of a batch that are computed. Others have no value, and what they hold cannot fail.</summary>
/// <param name="Batch">All rows.</param>
/// <param name="Active">Which are computed; null for all.</param>
internal sealed record Selection(RecordBatch Batch, bool[]? Active)
{
    public int Length => Batch.Length;

    public bool Has(int row) => Active is null || Active[row];

    /// <summary>Those of the rows that also pass a test.</summary>
    public Selection Where(Func<int, bool> test)
    {
        var active = new bool[Length];
        for (var row = 0; row < active.Length; row++)
        {
            active[row] = Has(row) && test(row);
        }

        return new Selection(Batch, active);
    }
}
