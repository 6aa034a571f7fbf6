using LakeVersion.Storage;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Repacking;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Writes trees anew into a mirror that cannot take their packs as they are: equal ids, places of its own.</summary>
/// <remarks>
/// 1. What lies outside the paths is <c>absent</c>: whole nodes, and the content of entries. 2. What the mirror has of trees beside it is
/// taken over from its own copies. 3. Small content and nodes go into packs of this run; larger content keeps its object where a collection
/// that the mirror knows of leaves its epoch alone. 4. What was erased keeps the place that its erasure names, at which the mirror has nothing;
/// what was stored again since is copied, whatever the mirror has of it. One tree at a time.
/// </remarks>
internal sealed class TreeRewriter(LakeStore source, PathFilter filter, ObjectCarrier carrier, Upload upload, long sweepMax, ErasedPlaces erased)
{
    private readonly BlockMover mover = new(source.UncachedContent, new StoreRanges(source.Uncached, null, source.Lineage), upload);

    /// <summary>The place of a tree's root in the mirror; null for the tree without entries.</summary>
    /// <param name="root">The tree, by the source's places.</param>
    /// <param name="known">Trees of the mirror, by its own places.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async ValueTask<Locator?> WriteAsync(TreeRoot root, IReadOnlyList<Tree> known, CancellationToken cancellationToken)
    {
        if (root.ToNode() is not { } reference)
        {
            return null;
        }

        // A root is always written: only that of a tree that was left out as a whole is absent.
        var node = await source.Nodes.ReadAsync(reference, cancellationToken).ConfigureAwait(false);
        return known.FirstOrDefault(tree => tree.Id == root.Id) is { } same
            ? same.Root.Place
            : await WriteAsync(node, default, known, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Locator> WriteAsync(
        Node node, ReadOnlyMemory<byte> behind, IReadOnlyList<Tree> known, CancellationToken cancellationToken)
    {
        var items = new List<NodeItem>(node.Count);
        for (var i = 0; i < node.Count; i++)
        {
            var before = i == 0 ? behind : node.Key(i - 1);
            items.Add(node.Level == 0
                ? await EntryAsync(node, i, known, cancellationToken).ConfigureAwait(false)
                : await ChildAsync(node.Child(i), before, known, cancellationToken).ConfigureAwait(false));
        }

        return await mover.NodeAsync(node, items, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<NodeItem> ChildAsync(
        NodeRef child, ReadOnlyMemory<byte> behind, IReadOnlyList<Tree> known, CancellationToken cancellationToken)
    {
        if (!filter.Touches(behind.Span, child.LastKey.Span))
        {
            return NodeItem.OfChild(child with { Place = Locator.Absent }); // 1
        }

        foreach (var tree in known)
        {
            var other = await NodeFinder.NodeAsync(tree, child.Level!.Value, child.LastKey, cancellationToken).ConfigureAwait(false);
            if (other?.Id == child.Id && other.Place.Room != Room.Absent)
            {
                return NodeItem.OfChild(child with { Place = other.Place }); // 2
            }
        }

        var node = await source.Nodes.ReadAsync(child, cancellationToken).ConfigureAwait(false);
        return NodeItem.OfChild(child with { Place = await WriteAsync(node, behind, known, cancellationToken).ConfigureAwait(false) });
    }

    private async ValueTask<NodeItem> EntryAsync(Node node, int index, IReadOnlyList<Tree> known, CancellationToken cancellationToken)
    {
        var entry = node.Entry(index);
        var key = node.Key(index);
        var moved = IsOutside(entry) ? entry
            : !filter.Takes(key.Span) ? entry with { Place = Locator.Absent, ChunkListPlace = entry.ChunkList is null ? null : Locator.Absent } // 1
            : await KnownAsync(entry, key, known, cancellationToken).ConfigureAwait(false) // 2
                ?? await MoveAsync(entry, cancellationToken).ConfigureAwait(false); // 3

        return BlockMover.Item(node, index, moved);
    }

    private static bool IsOutside(TreeEntry entry) => entry is { External: not null } or { Place: null } or { Place.Room: Room.External };

    private async ValueTask<TreeEntry?> KnownAsync(
        TreeEntry entry, ReadOnlyMemory<byte> key, IReadOnlyList<Tree> known, CancellationToken cancellationToken)
    {
        if (entry.Sha256 is { } sha256 && erased.Of(sha256) is not null)
        {
            return null; // 4
        }

        foreach (var tree in known)
        {
            var other = await NodeFinder.EntryAsync(tree, key, cancellationToken).ConfigureAwait(false);
            if (other?.Sha256 == entry.Sha256 && other?.SizeBytes == entry.SizeBytes && other.ChunkList == entry.ChunkList
                && other.Place is { Room: Room.Pack or Room.Object })
            {
                return entry with { Place = other.Place, ChunkListPlace = other.ChunkListPlace };
            }
        }

        return null;
    }

    private async ValueTask<TreeEntry> MoveAsync(TreeEntry entry, CancellationToken cancellationToken)
    {
        var list = entry.ChunkListPlace is { } place ? await mover.ChunkListAsync(entry, place, cancellationToken).ConfigureAwait(false) : null;
        var content = entry.Place!;
        if (erased.At(content) is not null)
        {
            return entry with { ChunkListPlace = list }; // 4
        }

        try
        {
            return entry with { ChunkListPlace = list, Place = await MoveContentAsync(content, entry, cancellationToken).ConfigureAwait(false) };
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Expired && source.Erasures.Find(erased, entry.Sha256, content) is not null)
        {
            return entry with { ChunkListPlace = list }; // 4, in a mirror of a mirror that packed anew: no erasure names its places.
        }
    }

    private async ValueTask<Locator> MoveContentAsync(Locator content, TreeEntry entry, CancellationToken cancellationToken)
    {
        if (content.Room == Room.Object && content.Epoch > sweepMax)
        {
            await carrier.ObjectAsync(content, entry).ConfigureAwait(false);
            return content;
        }

        if (content.Room == Room.Object)
        {
            var stream = (await source.UncachedContent.OpenAsync(entry, cancellationToken).ConfigureAwait(false)).AsStream();
            await using (stream.ConfigureAwait(false))
            {
                return await upload.AddObjectAsync(stream, cancellationToken).ConfigureAwait(false);
            }
        }

        return await mover.ContentAsync(entry, cancellationToken).ConfigureAwait(false);
    }
}
