using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Whether nodes end where the lake's salt says (docs/format.md, section 4, "Split"). Pure.</summary>
internal static class SplitCheck
{
    /// <summary>What is wrong within one node, in words; null where nothing is.</summary>
    public static string? Fault(Node node, bool isRoot, SplitRule rule)
    {
        if (isRoot && node.Level > 0 && node.Count == 1)
        {
            return $"a root of level {node.Level} has one child: expected that child as the root";
        }

        for (var i = 0; i < node.Count - 1; i++)
        {
            if (rule.IsBoundary(node.Level, node.Key(i).Span))
            {
                return $"the node goes on behind item {i}, whose key ends a node of level {node.Level} by the lake's salt";
            }
        }

        return null;
    }

    /// <summary>The children of an inner node that are parts of one run, so longer than 1,024 keys: first and last of each such group.</summary>
    public static IEnumerable<(int First, int Last)> LongRuns(Node inner, SplitRule rule)
    {
        var first = 0;
        for (var i = 0; i < inner.Count; i++)
        {
            if (rule.IsBoundary(inner.Level - 1, inner.Key(i).Span) || i == inner.Count - 1)
            {
                if (i > first)
                {
                    yield return (first, i);
                }

                first = i + 1;
            }
        }
    }

    /// <summary>What is wrong with how a long run was cut, in words; null where nothing is, or where what lies outside decides.</summary>
    /// <param name="nodes">The nodes of the run, in order.</param>
    /// <param name="isOpenBefore">True where the run may begin further left.</param>
    /// <param name="isOpenBehind">True where it goes on further right.</param>
    /// <param name="rule">The lake's rule.</param>
    public static string? RunFault(IReadOnlyList<Node> nodes, bool isOpenBefore, bool isOpenBehind, SplitRule rule)
    {
        var splitter = new RunSplitter<int>();
        var cuts = new HashSet<int>();
        var (count, ends) = (0, new List<int>());
        foreach (var node in nodes)
        {
            for (var i = 0; i < node.Count; i++)
            {
                splitter.Add(count++, rule.Priority(node.Level, node.Key(i).Span));
                Take();
            }

            ends.Add(count - 1);
        }

        if (!isOpenBehind)
        {
            splitter.Finish();
            Take();
        }

        // What is farther than 1,024 keys away has no say in a cut; nearer to an open end, it may have.
        var from = isOpenBefore ? RunSplitter<int>.Reach : 0;
        var to = isOpenBehind ? count - RunSplitter<int>.Reach : count;
        var wrong = cuts.Except(ends).Concat(ends.Except(cuts)).Where(at => at >= from && at < to).Order().Select(at => (int?)at).FirstOrDefault();
        return wrong is { } key
            ? $"a run of more than {RunSplitter<int>.Reach} keys is {(cuts.Contains(key) ? "not " : "")}cut behind its key {key}, against the lake's salt"
            : null;

        void Take()
        {
            while (splitter.TryTake(out var node))
            {
                cuts.Add(node[^1]);
            }
        }
    }
}
