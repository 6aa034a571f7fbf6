using Apache.Arrow;
using LakeVersion.Rows.Comparing;

namespace LakeVersion.Delta.Comparing;

/// <summary>Matches rows of two versions in memory.</summary>
/// <param name="schema">The columns of both.</param>
/// <param name="keys">The places of the key's columns; empty compares whole rows.</param>
/// <param name="beforeName">The earlier version, for messages.</param>
/// <param name="afterName">The later version, for messages.</param>
/// <param name="hashMask">The bits of hashes that count: all, save where a test wants different rows to have one hash.</param>
internal sealed class RowMatching(Schema schema, IReadOnlyList<int> keys, string beforeName, string afterName, ulong hashMask = ulong.MaxValue)
{
    private readonly int[] all = [.. Enumerable.Range(0, schema.FieldsList.Count)];

    /// <summary>Holds rows of a side for <see cref="Match"/>.</summary>
    public RowStore NewStore() => keys.Count > 0 ? new RowStore(keys, CellRule.Key, hashMask) : new RowStore(all, CellRule.Stored, hashMask);

    /// <summary>The hash by which rows belong together: it decides on which rows are never matched.</summary>
    public ulong[] Hash(RecordBatch batch) =>
        keys.Count > 0 ? RowStore.Hash(batch, keys, CellRule.Key, hashMask) : RowStore.Hash(batch, all, CellRule.Stored, hashMask);

    /// <summary>What differs: changed and inserted rows in the order of the later side, then deleted ones in that of the earlier.</summary>
    public IEnumerable<RowDifferences> Match(RowStore before, RowStore after, CancellationToken cancellationToken)
    {
        var buffer = new DifferenceBuffer(schema, before, after);
        var table = new RowTable(before);
        var matched = new bool[before.Count];
        if (keys.Count > 0)
        {
            KeyFaults.Check(before, table, keys, beforeName);
            KeyFaults.Check(after, new RowTable(after), keys, afterName);
        }

        for (var batch = 0; batch < after.Batches.Count; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            MatchBatch(before, after, batch, table, matched, buffer);
            foreach (var differences in buffer.Drain(isLast: false))
            {
                yield return differences;
            }
        }

        for (var row = 0; row < matched.Length; row++)
        {
            if (!matched[row])
            {
                buffer.Delete(row);
            }
        }

        foreach (var differences in buffer.Drain(isLast: true))
        {
            yield return differences;
        }
    }

    private void MatchBatch(RowStore before, RowStore after, int batch, RowTable table, bool[] matched, DifferenceBuffer buffer)
    {
        var partners = keys.Count > 0 ? ByKey(before, after, batch, table) : Whole(before, after, batch, table);
        var equal = keys.Count > 0 ? new RowPairs(before, after, all, CellRule.Stored).Compare(partners, batch) : null;
        for (var row = 0; row < partners.Length; row++)
        {
            if (partners[row] < 0)
            {
                buffer.Insert(after.Start(batch) + row);
                continue;
            }

            matched[partners[row]] = true;
            if (equal?[row] == false)
            {
                buffer.Change(partners[row], after.Start(batch) + row);
            }
        }
    }

    // The row of the same key, where hashes say so and cells prove it. Different keys of one hash are looked through.
    private int[] ByKey(RowStore before, RowStore after, int batch, RowTable table)
    {
        var hashes = after.Hashes(batch);
        var pairs = new RowPairs(before, after, keys, CellRule.Key);
        var partners = new int[hashes.Length];
        for (var row = 0; row < partners.Length; row++)
        {
            partners[row] = table.First(hashes[row]);
        }

        var proven = pairs.Compare(partners, batch);
        for (var row = 0; row < partners.Length; row++)
        {
            while (!proven[row] && partners[row] >= 0)
            {
                partners[row] = table.Next(partners[row]);
                proven[row] = partners[row] >= 0 && pairs.AreEqual(partners[row], after.Start(batch) + row);
            }
        }

        return partners;
    }

    // An equal row that no other has, which is its partner alone from then on.
    private int[] Whole(RowStore before, RowStore after, int batch, RowTable table)
    {
        var hashes = after.Hashes(batch);
        var pairs = new RowPairs(before, after, all, CellRule.Stored);
        var partners = new int[hashes.Length];
        for (var row = 0; row < partners.Length; row++)
        {
            partners[row] = table.Pop(hashes[row]);
        }

        var proven = pairs.Compare(partners, batch);
        if (!partners.Where((partner, row) => partner >= 0 && !proven[row]).Any())
        {
            return partners;
        }

        // Different rows of one hash: each may have taken another's partner, so the batch begins anew, and looks at cells first.
        for (var row = partners.Length - 1; row >= 0; row--)
        {
            if (partners[row] >= 0)
            {
                table.Push(hashes[row], partners[row]);
            }
        }

        for (var row = 0; row < partners.Length; row++)
        {
            var partner = table.First(hashes[row]);
            while (partner >= 0 && !pairs.AreEqual(partner, after.Start(batch) + row))
            {
                partner = table.Next(partner);
            }

            partners[row] = partner;
            if (partner >= 0)
            {
                table.Remove(hashes[row], partner);
            }
        }

        return partners;
    }
}
