using Apache.Arrow;

namespace LakeVersion.Delta.Comparing;

/// <summary>Collects rows that differ until they are a batch.</summary>
internal sealed class DifferenceBuffer(Schema schema, RowStore before, RowStore after)
{
    public const int MostRows = 4096;

    private readonly List<int> changedFrom = [];
    private readonly List<int> changedTo = [];
    private readonly List<int> inserted = [];
    private readonly List<int> deleted = [];

    public void Change(int from, int to)
    {
        changedFrom.Add(from);
        changedTo.Add(to);
    }

    public void Insert(int row) => inserted.Add(row);

    public void Delete(int row) => deleted.Add(row);

    /// <summary>Batches that are full, or all that is left.</summary>
    public IEnumerable<RowDifferences> Drain(bool isLast)
    {
        while (Chunk(changedFrom, isLast) is { } from)
        {
            yield return new RowDifferences(RowDifferenceKind.Changed, before.Take(schema, from), after.Take(schema, Chunk(changedTo, isLast)!));
        }

        while (Chunk(inserted, isLast) is { } rows)
        {
            yield return new RowDifferences(RowDifferenceKind.Inserted, null, after.Take(schema, rows));
        }

        while (Chunk(deleted, isLast) is { } rows)
        {
            yield return new RowDifferences(RowDifferenceKind.Deleted, before.Take(schema, rows), null);
        }
    }

    private static List<int>? Chunk(List<int> rows, bool isLast)
    {
        if (rows.Count == 0 || (rows.Count < MostRows && !isLast))
        {
            return null;
        }

        var count = Math.Min(MostRows, rows.Count);
        var chunk = rows.GetRange(0, count);
        rows.RemoveRange(0, count);
        return chunk;
    }
}
