namespace LakeVersion.Versioning.Trees;

/// <summary>Applies ascending changes to one level of a tree, reading and rewriting only the nodes that they reach.</summary>
/// <remarks>
/// <para>Away from changes it is idle: the base's nodes stay. At a change it opens the node where the key belongs. As long as
/// only values change there, boundaries cannot move, and the node is replaced by one with the same keys.</para>
/// <para>Where keys come or go it cuts anew. A key has a say over <see cref="RunSplitter{T}.Reach"/> keys of its own run:
/// 1. cutting begins at the start of the run, or 3 reaches before the node: the first reach is context that the splitter
/// needs to be right about the second, and a node of at most one reach ends within every further reach;
/// 2. it ends with a boundary key of the base, or where the last 8 reaches saw no change: there the old cuts hold, and even the
/// context of the next change, at most 4 reaches, has none.</para>
/// </remarks>
internal sealed class LevelEditor(EditSession session, int level)
{
    private const int Reach = NodeFormat.MaxItems;

    private readonly RunSplitter<RunItem> splitter = new();
    private readonly List<RunItem> replaced = [];
    private State state;
    private OldLevel? old;
    private OldNode? current;
    private int index;
    private long sinceChange;

    private enum State
    {
        Idle,
        Replacing,
        Cutting,
    }

    public LevelWriter Writer { get; } = new(session, level);

    /// <summary>Puts an item at a key, or removes what is there (null). Keys come in ascending order.</summary>
    public async ValueTask ApplyAsync(ReadOnlyMemory<byte> key, NodeItem? put, CancellationToken cancellationToken)
    {
        await MoveToAsync(key, cancellationToken).ConfigureAwait(false);
        var exists = false;
        if (current is { } node)
        {
            while (index < node.Node.Count && node.Node.Key(index).Span.SequenceCompareTo(key.Span) < 0)
            {
                await TakeOldAsync(node, cancellationToken).ConfigureAwait(false);
            }

            exists = node.Node.Has(index, key.Span);
            if (put is null ? !exists : exists && node.Node.Hashed(index).SequenceEqual(put.Hashed.Span))
            {
                return;
            }

            node.IsTouched = true;
        }
        else if (put is null)
        {
            return;
        }

        if (!exists || put is null)
        {
            await BeginCuttingAsync(cancellationToken).ConfigureAwait(false);
        }

        if (exists)
        {
            index++;
        }

        if (put is not null)
        {
            await TakeAsync(new RunItem(put, null, false, false), cancellationToken).ConfigureAwait(false);
        }

        sinceChange = 0;
    }

    /// <summary>Ends the changes of this level.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        // Nothing comes after: a node whose values alone changed ends where it did.
        while (current is not null)
        {
            await TakeRestAsync(cancellationToken).ConfigureAwait(false);
            if (old!.IsLast && state == State.Cutting)
            {
                break;
            }

            if (await TryRestAsync(true, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            await OpenNextAsync(cancellationToken).ConfigureAwait(false);
        }

        splitter.Finish();
        await WriteReadyAsync(cancellationToken).ConfigureAwait(false);
        await Writer.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    // Makes the node where the key belongs the current one; there is none above the base's root.
    private async ValueTask MoveToAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        if (level > session.BaseLevel)
        {
            state = State.Cutting;
            return;
        }

        while (current is { } node && node.Node.LastKey.SequenceCompareTo(key.Span) < 0 && !old!.IsLast)
        {
            await TakeRestAsync(cancellationToken).ConfigureAwait(false);
            if (!await TryRestAsync(false, cancellationToken).ConfigureAwait(false))
            {
                await OpenNextAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        if (current is null)
        {
            old ??= await OldLevel.OpenAsync(session.Source, session.Base!, level, cancellationToken).ConfigureAwait(false);
            await old.SeekAsync(key, cancellationToken).ConfigureAwait(false);
            current = await old.ReadAsync(cancellationToken).ConfigureAwait(false);
            (index, state) = (0, State.Replacing);
        }
    }

    private async ValueTask OpenNextAsync(CancellationToken cancellationToken)
    {
        await old!.NextAsync(cancellationToken).ConfigureAwait(false);
        current = await old.ReadAsync(cancellationToken).ConfigureAwait(false);
        index = 0;
        Writer.Pass(current);
    }

    // Behind the last item of the current node: true, and idle, where the nodes that follow may stay as they are.
    private async ValueTask<bool> TryRestAsync(bool isEnd, CancellationToken cancellationToken)
    {
        var node = current!.Node;
        var isBoundary = session.Rule.IsBoundary(level, node.LastKey);
        if (state == State.Replacing && current.IsTouched && !isBoundary && !isEnd)
        {
            // A later change may move the end of this node, and would then read its old values: it is not done yet.
            await BeginCuttingAsync(cancellationToken).ConfigureAwait(false);
            sinceChange = 0;
            return false;
        }

        if (state == State.Replacing)
        {
            if (current.IsTouched)
            {
                Writer.Pass(current);
                await Writer.WriteAsync([.. replaced], cancellationToken).ConfigureAwait(false);
            }

            replaced.Clear();
        }
        else if (splitter.IsEmpty && isBoundary)
        {
            await Writer.EndAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (sinceChange >= 8 * Reach)
        {
            Writer.Forget();
        }
        else
        {
            return false;
        }

        splitter.Reset();
        (current, state) = (null, State.Idle);
        return true;
    }

    private async ValueTask BeginCuttingAsync(CancellationToken cancellationToken)
    {
        if (state == State.Cutting)
        {
            return;
        }

        state = State.Cutting;
        foreach (var node in await ReadContextAsync(cancellationToken).ConfigureAwait(false))
        {
            Writer.Pass(node);
            for (var i = 0; i < node.Node.Count; i++)
            {
                await TakeAsync(ItemOf(node, i), cancellationToken).ConfigureAwait(false);
            }
        }

        Writer.Pass(current!);
        foreach (var item in replaced)
        {
            await TakeAsync(item, cancellationToken).ConfigureAwait(false);
        }

        replaced.Clear();
    }

    // The nodes before the current one that a key of it has a say over, or that the splitter must see (1).
    private async ValueTask<List<OldNode>> ReadContextAsync(CancellationToken cancellationToken)
    {
        var nodes = new List<OldNode>();
        var back = old!.Clone();
        var count = 0;
        while (await back.PreviousAsync(cancellationToken).ConfigureAwait(false)
            && !session.Rule.IsBoundary(level, back.LastKey))
        {
            if (count >= 3 * Reach)
            {
                nodes.Reverse();
                MarkContext(nodes);
                return nodes;
            }

            nodes.Add(await back.ReadAsync(cancellationToken).ConfigureAwait(false));
            count += nodes[^1].Node.Count;
        }

        nodes.Reverse();
        return nodes;
    }

    private static void MarkContext(List<OldNode> nodes)
    {
        var before = 0;
        foreach (var node in nodes)
        {
            node.IsContext = before < Reach;
            before += node.Node.Count;
        }
    }

    private async ValueTask TakeRestAsync(CancellationToken cancellationToken)
    {
        while (index < current!.Node.Count)
        {
            await TakeOldAsync(current, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask TakeOldAsync(OldNode node, CancellationToken cancellationToken) =>
        TakeAsync(ItemOf(node, index++), cancellationToken);

    private static RunItem ItemOf(OldNode node, int index) =>
        new(node.Node.Item(index), node, index == 0, index == node.Node.Count - 1);

    private ValueTask TakeAsync(RunItem item, CancellationToken cancellationToken)
    {
        if (state == State.Replacing)
        {
            replaced.Add(item);
            return ValueTask.CompletedTask;
        }

        sinceChange++;
        splitter.Add(item, session.Rule.Priority(level, item.Item.Key.Span));
        return WriteReadyAsync(cancellationToken);
    }

    private async ValueTask WriteReadyAsync(CancellationToken cancellationToken)
    {
        while (splitter.TryTake(out var run))
        {
            await Writer.WriteAsync(run, cancellationToken).ConfigureAwait(false);
        }
    }
}
