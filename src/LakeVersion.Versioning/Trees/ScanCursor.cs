namespace LakeVersion.Versioning.Trees;

/// <summary>Moves forward over entries; where only tables are wanted, it passes over all nodes that count none.</summary>
internal sealed class ScanCursor
{
    private readonly NodeSource source;
    private readonly bool tablesOnly;
    private readonly Stack<(Node Node, int Index)> above = new();

    private ScanCursor(NodeSource source, bool tablesOnly) => (this.source, this.tablesOnly) = (source, tablesOnly);

    /// <summary>The leaf that the cursor stands in; null behind the last entry.</summary>
    public Node? Node { get; private set; }

    /// <summary>The entry that the cursor stands at.</summary>
    public int Index { get; private set; }

    /// <summary>A cursor at the first wanted entry whose key is not less than the given one.</summary>
    public static async ValueTask<ScanCursor> OpenAsync(
        NodeSource source, Node root, byte[] key, bool tablesOnly, CancellationToken cancellationToken)
    {
        var cursor = new ScanCursor(source, tablesOnly) { Node = root, Index = root.Find(key) };
        await cursor.SettleAsync(key, cancellationToken).ConfigureAwait(false);
        return cursor;
    }

    public ValueTask NextAsync(CancellationToken cancellationToken)
    {
        Index++;
        return SettleAsync([], cancellationToken);
    }

    /// <summary>Moves forward to the first wanted entry whose key is not less than the given one; null moves behind the last.</summary>
    public async ValueTask SeekAsync(byte[]? key, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            Node = null;
            return;
        }

        while (Node!.LastKey.SequenceCompareTo(key) < 0 && above.TryPop(out var up))
        {
            (Node, Index) = up;
        }

        Index = Node.Find(key, Index);
        await SettleAsync(key, cancellationToken).ConfigureAwait(false);
    }

    // Moves on from where the cursor stands to the next wanted entry: up behind a node's last item, down into what is wanted.
    private async ValueTask SettleAsync(byte[] key, CancellationToken cancellationToken)
    {
        while (Node is { } node)
        {
            while (tablesOnly && Index < node.Count && node.TotalsOf(Index).Tables == 0)
            {
                Index++;
            }

            if (Index == node.Count)
            {
                (Node, Index) = above.TryPop(out var up) ? (up.Node, up.Index + 1) : (null, 0);
            }
            else if (node.Level == 0)
            {
                return;
            }
            else
            {
                above.Push((node, Index));
                Node = await source.ReadAsync(node.Child(Index), cancellationToken).ConfigureAwait(false);
                Index = Node.Find(key);
            }
        }
    }
}
