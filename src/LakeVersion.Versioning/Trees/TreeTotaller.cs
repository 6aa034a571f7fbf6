namespace LakeVersion.Versioning.Trees;

/// <summary>Sums over a range of keys, from the totals that inner nodes hold.</summary>
internal static class TreeTotaller
{
    public static async ValueTask<TreeTotals> SumAsync(Tree tree, KeyRange range, CancellationToken cancellationToken)
    {
        if (range.Start.Length == 0 && range.End is null)
        {
            return tree.Totals;
        }

        var root = await tree.ReadRootAsync(cancellationToken).ConfigureAwait(false);
        return root is null ? default : await SumAsync(tree.Source, root, null, range, cancellationToken).ConfigureAwait(false);
    }

    // All keys of the node are behind `before`; null where none is known to be.
    private static async ValueTask<TreeTotals> SumAsync(
        NodeSource source, Node node, ReadOnlyMemory<byte>? before, KeyRange range, CancellationToken cancellationToken)
    {
        var totals = default(TreeTotals);
        for (var i = node.Find(range.Start); i < node.Count; i++)
        {
            var floor = i > 0 ? node.Key(i - 1) : before;
            if (floor is { } low && range.IsBefore(low.Span))
            {
                break;
            }

            var last = node.Key(i);
            var isWhole = node.Level == 0 || (floor is { } start && start.Span.SequenceCompareTo(range.Start) >= 0);
            if (isWhole && !range.IsBefore(last.Span))
            {
                totals += node.TotalsOf(i);
            }
            else if (node.Level > 0)
            {
                var child = await source.ReadAsync(node.Child(i), cancellationToken).ConfigureAwait(false);
                totals += await SumAsync(source, child, floor, range, cancellationToken).ConfigureAwait(false);
            }
        }

        return totals;
    }
}
