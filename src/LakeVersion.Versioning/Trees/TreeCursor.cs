namespace LakeVersion.Versioning.Trees;

/// <summary>Stands at one item of the nodes of one level, and moves over all of them in order of keys.</summary>
/// <remarks>At level 0 the items are entries, at level l + 1 they are the nodes of level l. It reads only nodes on its way.</remarks>
internal sealed class TreeCursor
{
    private readonly NodeSource source;
    private readonly int level;

    // From the root down to the node of the level; the last is where the cursor stands.
    private readonly List<Step> steps;

    private TreeCursor(NodeSource source, int level, List<Step> steps) => (this.source, this.level, this.steps) = (source, level, steps);

    /// <summary>The node that the cursor stands in.</summary>
    public Node Node => steps[^1].Node;

    /// <summary>The item that the cursor stands at; the node's count behind the last of all.</summary>
    public int Index => steps[^1].Index;

    public bool AtEnd => Index == Node.Count;

    /// <summary>True at the last item of all, and behind it.</summary>
    public bool IsLast
    {
        get
        {
            foreach (var step in steps)
            {
                if (step.Index < step.Node.Count - 1)
                {
                    return false;
                }
            }

            return true;
        }
    }

    public ReadOnlySpan<byte> Key => Node.Key(Index).Span;

    /// <summary>A cursor at the first item whose key is not less than the given one.</summary>
    public static async ValueTask<TreeCursor> OpenAsync(
        NodeSource source, Node root, int level, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var cursor = new TreeCursor(source, level, [new Step(root, root.Find(key.Span))]);
        await cursor.DescendAsync(key, cancellationToken).ConfigureAwait(false);
        return cursor;
    }

    public TreeCursor Clone() => new(source, level, [.. steps]);

    /// <summary>Moves forward to the first item whose key is not less than the given one.</summary>
    public async ValueTask SeekAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        while (steps.Count > 1 && Node.LastKey.SequenceCompareTo(key.Span) < 0)
        {
            steps.RemoveAt(steps.Count - 1);
        }

        steps[^1] = new Step(Node, Node.Find(key.Span, Math.Min(Index, Node.Count)));
        await DescendAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moves to the next item; false, and behind the last, where there is none.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (Index + 1 < Node.Count)
        {
            steps[^1] = new Step(Node, Index + 1);
            return true;
        }

        var up = steps.Count - 2;
        while (up >= 0 && steps[up].Index + 1 >= steps[up].Node.Count)
        {
            up--;
        }

        if (up < 0)
        {
            steps[^1] = new Step(Node, Node.Count);
            return false;
        }

        steps.RemoveRange(up + 1, steps.Count - up - 1);
        steps[up] = new Step(Node, Index + 1);
        await DescendAsync(default, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Moves to the item before; false, and nowhere, where there is none.</summary>
    public async ValueTask<bool> PreviousAsync(CancellationToken cancellationToken)
    {
        var up = steps.Count - 1;
        while (up >= 0 && steps[up].Index == 0)
        {
            up--;
        }

        if (up < 0)
        {
            return false;
        }

        steps.RemoveRange(up + 1, steps.Count - up - 1);
        steps[up] = new Step(Node, Index - 1);
        while (Node.Level > level)
        {
            var child = await source.ReadAsync(Node.Child(Index), cancellationToken).ConfigureAwait(false);
            steps.Add(new Step(child, child.Count - 1));
        }

        return true;
    }

    // Behind the last key the cursor goes down along the last items, and stands behind the last of them.
    private async ValueTask DescendAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        while (Node.Level > level)
        {
            var beyond = Index == Node.Count;
            if (beyond)
            {
                steps[^1] = new Step(Node, Node.Count - 1);
            }

            var child = await source.ReadAsync(Node.Child(Index), cancellationToken).ConfigureAwait(false);
            steps.Add(new Step(child, beyond ? child.Count : child.Find(key.Span)));
        }
    }

    private readonly record struct Step(Node Node, int Index);
}
