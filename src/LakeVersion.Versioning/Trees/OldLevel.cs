namespace LakeVersion.Versioning.Trees;

/// <summary>The nodes of one level of the tree that is being edited, as their parents hold them.</summary>
internal sealed class OldLevel
{
    private readonly NodeSource source;
    private readonly int level;

    // Null at the root's level, which has no parents: the root alone is there.
    private readonly TreeCursor? cursor;
    private readonly NodeItem? root;

    private OldLevel(NodeSource source, int level, TreeCursor? cursor, NodeItem? root) =>
        (this.source, this.level, this.cursor, this.root) = (source, level, cursor, root);

    public bool IsLast => cursor?.IsLast ?? true;

    public ReadOnlySpan<byte> LastKey => cursor is null ? root!.Key.Span : cursor.Key;

    public static async ValueTask<OldLevel> OpenAsync(NodeSource source, Node root, int level, CancellationToken cancellationToken)
    {
        if (root.Level == level)
        {
            var self = new NodeRef(root.Id, root.Place, root.Totals, level, root.Key(root.Count - 1));
            return new OldLevel(source, level, null, NodeItem.OfChild(self));
        }

        var cursor = await TreeCursor.OpenAsync(source, root, level + 1, default, cancellationToken).ConfigureAwait(false);
        return new OldLevel(source, level, cursor, null);
    }

    public OldLevel Clone() => new(source, level, cursor?.Clone(), root);

    /// <summary>Moves forward to the node where a key is or would be: the last where it is behind all.</summary>
    public async ValueTask SeekAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        if (cursor is not null)
        {
            await cursor.SeekAsync(key, cancellationToken).ConfigureAwait(false);
            if (cursor.AtEnd)
            {
                await cursor.PreviousAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public ValueTask<bool> NextAsync(CancellationToken cancellationToken) =>
        cursor?.NextAsync(cancellationToken) ?? ValueTask.FromResult(false);

    public ValueTask<bool> PreviousAsync(CancellationToken cancellationToken) =>
        cursor?.PreviousAsync(cancellationToken) ?? ValueTask.FromResult(false);

    public async ValueTask<OldNode> ReadAsync(CancellationToken cancellationToken)
    {
        var item = root ?? cursor!.Node.Item(cursor.Index);
        var reference = item.ToChild(level, cursor?.Node.Place ?? Places.Locator.Absent);
        return new OldNode(item, await source.ReadAsync(reference, cancellationToken).ConfigureAwait(false));
    }
}
