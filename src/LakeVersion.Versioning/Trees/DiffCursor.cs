using LakeVersion.Storage;

namespace LakeVersion.Versioning.Trees;

/// <summary>Stands at an item of any level of one of two trees that are compared.</summary>
internal sealed class DiffCursor
{
    private readonly NodeSource source;
    private readonly KeyRange range;

    // The path from the root to the item; the last is where the cursor stands. Empty behind the last item.
    private readonly List<(Node Node, int Index)> steps = [];

    public DiffCursor(NodeSource source, Node? root, KeyRange range)
    {
        (this.source, this.range) = (source, range);
        if (root is not null)
        {
            steps.Add((root, root.Find(range.Start)));
            Settle();
        }
    }

    public bool AtEnd => steps.Count == 0;

    public Node Node => steps[^1].Node;

    public int Index => steps[^1].Index;

    /// <summary>The level of the node that the item stands for; −1 for an entry.</summary>
    public int Level => Node.Level - 1;

    public ReadOnlySpan<byte> Key => Node.Key(Index).Span;

    /// <summary>True where the item stands for a node of the given id, or is the very first entry below such a node.</summary>
    /// <remarks>In the second case the cursor moves up to that node's item.</remarks>
    public bool TryStandAt(int level, ContentHash id)
    {
        for (var i = steps.Count - 1; i >= 0 && steps[i].Node.Level - 1 <= level; i--)
        {
            if (steps[i].Node.Level - 1 == level)
            {
                if (level < 0 || steps[i].Node.ChildId(steps[i].Index) != id)
                {
                    return false;
                }

                steps.RemoveRange(i + 1, steps.Count - i - 1);
                return true;
            }

            if (steps[i].Index > 0)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Goes to the first item of the range in the node that the item stands for.</summary>
    public async ValueTask DescendAsync(CancellationToken cancellationToken)
    {
        var child = await source.ReadAsync(Node.Child(Index), cancellationToken).ConfigureAwait(false);
        steps.Add((child, child.Find(range.Start)));
        Settle();
    }

    /// <summary>Passes over the item and all that is below it.</summary>
    public void Advance()
    {
        var (node, index) = steps[^1];
        steps[^1] = (node, index + 1);
        if (range.IsBefore(node.Key(index).Span))
        {
            steps.Clear();
        }

        Settle();
    }

    // Up from behind the last item of a node to what follows it; to the end where no more of the range can come.
    private void Settle()
    {
        while (steps.Count > 0 && Index == Node.Count)
        {
            steps.RemoveAt(steps.Count - 1);
            if (steps.Count > 0)
            {
                steps[^1] = (Node, Index + 1);
            }
        }

        if (steps.Count > 0 && Level < 0 && range.IsBefore(Key))
        {
            steps.Clear();
        }
    }
}
