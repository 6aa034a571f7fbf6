using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;

namespace LakeVersion.Versioning.Trees;

/// <summary>Takes the finished nodes of one level, stores those that are new, and tells the level above what changed.</summary>
/// <remarks>
/// 1. A node that no change touched, or that comes out with the id it had, keeps the base's own copy: nothing is stored.
/// 2. Old nodes whose last key ends no node any more are taken from the level above.
/// 3. From the base's root on upwards there are no old nodes to stay, so the level above is told of all.
/// 4. There, a first node with one item is held back: if no second comes, its only child is the root.
/// </remarks>
internal sealed class LevelWriter(EditSession session, int level)
{
    private readonly Queue<OldNode> passed = new();
    private readonly bool isTop = level >= session.BaseLevel;
    private List<RunItem>? held;
    private OldNode? heldSame;

    /// <summary>How many nodes were finished; all of the level where it is the base's root's or above.</summary>
    public long Count { get; private set; }

    /// <summary>True where old nodes of the level are gone.</summary>
    public bool HasRemoved { get; private set; }

    /// <summary>The first node that was finished, as a parent would hold it; null where it is held back.</summary>
    public NodeItem? First { get; private set; }

    /// <summary>The only item of the only node so far (4).</summary>
    public NodeItem? OnlyChild => held?[0].Item;

    /// <summary>Notes that the items of an old node are on their way.</summary>
    public void Pass(OldNode node)
    {
        if (!node.IsContext)
        {
            passed.Enqueue(node);
        }
    }

    /// <summary>Takes the items of one node.</summary>
    public ValueTask WriteAsync(List<RunItem> run, CancellationToken cancellationToken)
    {
        if (run[0].Old is { IsContext: true })
        {
            // Were it not so, the splitter would have missed a cut that stands in the base.
            return run[^1].Old is { IsContext: true }
                ? ValueTask.CompletedTask
                : throw new LakeException(LakeErrorKind.Internal, $"A node of level {level} was cut across the context of an edit.");
        }

        return WriteNewAsync(run, cancellationToken);
    }

    /// <summary>Ends a stretch behind which the base's nodes stay as they are.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        while (passed.TryDequeue(out var old))
        {
            await RemoveAsync(old, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets old nodes that were only looked at: they stay as they are.</summary>
    public void Forget() => passed.Clear();

    private async ValueTask WriteNewAsync(List<RunItem> run, CancellationToken cancellationToken)
    {

        var key = run[^1].Item.Key;
        await RemoveBeforeAsync(key, cancellationToken).ConfigureAwait(false);
        var same = passed.TryPeek(out var old) && old.Node.LastKey.SequenceEqual(key.Span) ? passed.Dequeue() : null;
        if (!isTop)
        {
            await StoreAsync(run, same, cancellationToken).ConfigureAwait(false);
            return;
        }

        Count++;
        if (Count == 1 && level > 0 && run.Count == 1)
        {
            (held, heldSame) = (run, same); // 4
            return;
        }

        if (held is not null)
        {
            await StoreAsync(held, heldSame, cancellationToken).ConfigureAwait(false);
            (held, heldSame) = (null, null);
        }

        await StoreAsync(run, same, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask RemoveBeforeAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        while (passed.TryPeek(out var old) && old.Node.LastKey.SequenceCompareTo(key.Span) < 0)
        {
            await RemoveAsync(passed.Dequeue(), cancellationToken).ConfigureAwait(false); // 2
        }
    }

    private ValueTask RemoveAsync(OldNode old, CancellationToken cancellationToken)
    {
        HasRemoved = true;
        return isTop ? ValueTask.CompletedTask : session.ApplyAsync(level + 1, old.Item.Key, null, cancellationToken);
    }

    private async ValueTask StoreAsync(List<RunItem> run, OldNode? same, CancellationToken cancellationToken)
    {
        var item = IsWhole(run) ? same!.Item : await EncodeAsync(run, same, cancellationToken).ConfigureAwait(false);
        First ??= item;
        if (isTop || item != same?.Item)
        {
            await session.ApplyAsync(level + 1, item.Key, item, cancellationToken).ConfigureAwait(false); // 3
        }
    }

    private async ValueTask<NodeItem> EncodeAsync(List<RunItem> run, OldNode? same, CancellationToken cancellationToken)
    {
        var items = run.ConvertAll(item => item.Item);
        var payload = session.Encoder.Encode(level, items, out var id, out var totals);
        if (id == same?.Node.Id)
        {
            return same.Item; // 1
        }

        var copies = session.Upload.Nodes.Cache.NodeCopies;
        if (copies?.Find(id) is { } copy)
        {
            return NodeItem.OfChild(new NodeRef(id, copy, totals, level, items[^1].Key));
        }

        var block = BlockCodec.Encode(BlockType.Node, payload);
        var place = await session.Upload.AddBlockAsync(BlockType.Node, block, id, cancellationToken).ConfigureAwait(false);
        copies?.Add(id, place);
        return NodeItem.OfChild(new NodeRef(id, place, totals, level, items[^1].Key));
    }

    // All of one old node, from its first to its last item, and no change among them (1).
    private static bool IsWhole(List<RunItem> run) =>
        run[0] is { IsFirst: true, Old: { IsTouched: false } old } && run[^1].IsLast && ReferenceEquals(run[^1].Old, old);
}
