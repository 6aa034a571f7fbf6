using LakeVersion.Storage;
using LakeVersion.Versioning.Collection.Marking;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Repacking;

/// <summary>Brings what trees need of some packs into others: the trees' ids stay, their places are new.</summary>
/// <remarks>
/// 1. What was moved once is known by its place. So the tree of a later try, which has nearly all in common with the one before, costs no more
/// than what is new in it; and what others committed meanwhile lies in packs of their own, which are not asked for. 2. What was erased stays named where it
/// was, and so does what is being erased. 3. What is erased after it was read would come back. So all is stored first and the log of erasures read then: who
/// looks again after an order that comes later finds it, stored before that.
/// </remarks>
/// <param name="lake">The lake.</param>
/// <param name="upload">Where it goes.</param>
/// <param name="packs">The packs to leave.</param>
internal sealed class TreePacker(LakeStore lake, Upload upload, IReadOnlySet<StoredPart> packs)
{
    private const int AtOnce = 16;

    private readonly BlockMover mover = new(lake.Content, new StoreRanges(lake.Store), upload);
    private readonly Dictionary<StoredPart, Locator> moved = [];
    private readonly HashSet<ContentHash> copied = [];

    /// <summary>The tree without the packs, all of it stored; the tree itself where it needs nothing of them.</summary>
    /// <exception cref="LakeException">Corrupt: something of it is missing or damaged. Expired: something of it was erased or collected meanwhile.</exception>
    public async ValueTask<Tree> MoveAsync(Tree tree, CancellationToken cancellationToken)
    {
        if (tree.Root.ToNode() is not { } root)
        {
            return tree;
        }

        await foreach (var (_, node) in FreshAsync([root], cancellationToken).ConfigureAwait(false))
        {
            await NodeAsync(root, node, cancellationToken).ConfigureAwait(false);
        }

        var place = PlaceOf(root);
        await upload.FlushAsync(cancellationToken).ConfigureAwait(false);
        await CheckErasuresAsync(cancellationToken).ConfigureAwait(false);
        return place == root.Place ? tree : Tree.Open(upload.Nodes, tree.Root with { Place = place });
    }

    // 3
    private async ValueTask CheckErasuresAsync(CancellationToken cancellationToken)
    {
        var erased = await lake.Erasures.CurrentAsync(cancellationToken).ConfigureAwait(false);
        foreach (var late in erased.Newest > upload.Erased.Newest ? copied.Where(erased.Takes) : [])
        {
            var erasure = erased.Of(late)!;
            throw LakeException.Expired($"Content that was to be stored again was erased meanwhile (erasure {erasure.N} by {erasure.Author}). Nothing was committed; run the repacking again.");
        }
    }

    // 1. What is not known yet.
    private IAsyncEnumerable<(NodeRef Reference, Node Node)> FreshAsync(IEnumerable<NodeRef> references, CancellationToken cancellationToken) =>
        NodesAhead.ReadAsync(lake, upload.Nodes, references.Where(reference => StoredPart.TryOf(reference.Place, out var part) && !moved.ContainsKey(part)), cancellationToken);

    private Locator PlaceOf(NodeRef reference) => StoredPart.TryOf(reference.Place, out var part) ? moved[part] : reference.Place;

    private async ValueTask NodeAsync(NodeRef reference, Node node, CancellationToken cancellationToken)
    {
        var items = node.Level == 0
            ? await EntriesAsync(node, cancellationToken).ConfigureAwait(false)
            : await ChildrenAsync(node, cancellationToken).ConfigureAwait(false);
        var isNew = IsLeft(reference.Place) || Array.Exists(items, static item => item is not null);
        await OnceAsync(
            reference.Place,
            () => isNew ? mover.NodeAsync(node, [.. items.Select((item, i) => item ?? node.Item(i))], cancellationToken) : ValueTask.FromResult(reference.Place)).ConfigureAwait(false);
    }

    private async ValueTask<NodeItem?[]> ChildrenAsync(Node node, CancellationToken cancellationToken)
    {
        var children = NodesAhead.ChildrenOf(node).ToList();
        await foreach (var (child, read) in FreshAsync(children, cancellationToken).ConfigureAwait(false))
        {
            await NodeAsync(child, read, cancellationToken).ConfigureAwait(false);
        }

        return [.. children.Select(child => PlaceOf(child) is var place && place == child.Place ? null : NodeItem.OfChild(child with { Place = place }))];
    }

    // Content is read side by side, and stored in order.
    private async ValueTask<NodeItem?[]> EntriesAsync(Node node, CancellationToken cancellationToken)
    {
        var items = new NodeItem?[node.Count];
        foreach (var chunk in Enumerable.Range(0, node.Count).Where(i => IsToMove(node, i)).Chunk(AtOnce))
        {
            byte[]?[] blocks = new byte[chunk.Length][];
            await lake.Background.ForAsync(chunk.Length, AtOnce, async (i, token) => blocks[i] = await ReadAsync(node, chunk[i], token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < chunk.Length; i++)
            {
                items[chunk[i]] = await EntryAsync(node, chunk[i], blocks[i], cancellationToken).ConfigureAwait(false);
            }
        }

        return items;
    }

    private bool IsToMove(Node node, int index)
    {
        node.PlacesOf(index, out var place, out var list);
        return (IsLeft(place) || IsLeft(list)) && !upload.Erased.Takes(node.Entry(index)); // 2
    }

    private async ValueTask<byte[]?> ReadAsync(Node node, int index, CancellationToken cancellationToken)
    {
        var entry = node.Entry(index);
        return IsLeft(entry.Place) && !(StoredPart.TryOf(entry.Place!, out var part) && moved.ContainsKey(part))
            ? await mover.ReadAsync(entry, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private async ValueTask<NodeItem> EntryAsync(Node node, int index, byte[]? block, CancellationToken cancellationToken)
    {
        var entry = node.Entry(index);
        var (content, chunks) = (entry.Place, entry.ChunkListPlace);
        if (IsLeft(content))
        {
            copied.Add(entry.Sha256!.Value);
            content = await OnceAsync(content!, () => mover.AddAsync(entry, block!, cancellationToken)).ConfigureAwait(false);
        }

        if (IsLeft(chunks))
        {
            chunks = await OnceAsync(chunks!, () => mover.ChunkListAsync(entry, entry.ChunkListPlace!, cancellationToken)).ConfigureAwait(false);
        }

        return BlockMover.Item(node, index, entry with { Place = content, ChunkListPlace = chunks });
    }

    // 1
    private async ValueTask<Locator> OnceAsync(Locator place, Func<ValueTask<Locator>> move)
    {
        StoredPart.TryOf(place, out var part);
        return moved.TryGetValue(part, out var known) ? known : moved[part] = await move().ConfigureAwait(false);
    }

    private bool IsLeft(Locator? place) => place is { Room: Room.Pack } && StoredPart.TryOf(place, out var part) && packs.Contains(part.Whole);
}
