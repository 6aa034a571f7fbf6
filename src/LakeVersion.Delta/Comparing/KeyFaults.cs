using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Comparing;

/// <summary>Finds out whether a key is one: no part null, and no two rows of one side with the same.</summary>
internal static class KeyFaults
{
    private const int MostNamed = 5;

    /// <exception cref="LakeException">Invalid: a row has a null in its key, or two have one key.</exception>
    public static void Check(RowStore rows, RowTable table, IReadOnlyList<int> keys, string side)
    {
        CheckNulls(rows, keys, side);
        var pairs = new RowPairs(rows, rows, keys, LakeVersion.Rows.Comparing.CellRule.Key);
        var repeated = new List<int>();
        for (var batch = 0; batch < rows.Batches.Count; batch++)
        {
            var hashes = rows.Hashes(batch);
            for (var row = 0; row < hashes.Length; row++)
            {
                // A key is told at its second row alone; rows of one hash are nearly always one.
                var at = rows.Start(batch) + row;
                var before = 0;
                for (var other = table.First(hashes[row]); other != at && before < 2; other = table.Next(other))
                {
                    before += pairs.AreEqual(other, at) ? 1 : 0;
                }

                if (before == 1)
                {
                    repeated.Add(at);
                }
            }
        }

        if (repeated.Count > 0)
        {
            throw LakeException.Invalid(
                $"The key ({Names(rows, keys)}) is not unique in {side}: several rows have {Some(rows, repeated, keys)}. Choose a key that tells rows apart, or compare whole rows.");
        }
    }

    private static void CheckNulls(RowStore rows, IReadOnlyList<int> keys, string side)
    {
        var found = new List<int>();
        for (var batch = 0; batch < rows.Batches.Count; batch++)
        {
            foreach (var array in keys.Select(rows.Batches[batch].Column).Where(array => array.NullCount > 0))
            {
                found.AddRange(Enumerable.Range(0, array.Length).Where(array.IsNull).Select(row => rows.Start(batch) + row));
            }
        }

        if (found.Count > 0)
        {
            throw LakeException.Invalid(
                $"The key ({Names(rows, keys)}) has nulls in {side}: rows with {Some(rows, [.. found.Distinct().Order()], keys)}. Choose columns without nulls, or compare whole rows.");
        }
    }

    private static string Names(RowStore rows, IReadOnlyList<int> keys) => string.Join(", ", keys.Select(key => rows.Batches[0].Schema.GetFieldByIndex(key).Name));

    private static string Some(RowStore rows, List<int> found, IReadOnlyList<int> keys)
    {
        var some = string.Join(", ", found.Take(MostNamed).Select(row => $"({string.Join(", ", keys.Select(key => Cell(rows, row, key)))})"));
        return found.Count > MostNamed ? $"{some} and {found.Count - MostNamed} more" : some;
    }

    private static string Cell(RowStore rows, int row, int key) =>
        rows.Place(row) is var (batch, at) ? $"{rows.Batches[batch].Schema.GetFieldByIndex(key).Name} = {CellText.Of(rows.Batches[batch].Column(key), at) ?? "null"}" : "";
}
