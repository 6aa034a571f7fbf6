using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Writes trees anew into a mirror that cannot take their packs as they are: equal ids, places of its own.</summary>
/// <remarks>
/// 1. What lies outside the paths is <c>absent</c>: whole nodes, and the content of entries. 2. What the mirror has of trees beside it is
/// taken over from its own copies. 3. Small content and nodes go into packs of this run; larger content keeps its object where a collection
/// that the mirror knows of leaves its epoch alone. One tree at a time.
/// </remarks>
internal sealed class TreeRewriter(LakeStore source, PathFilter filter, ObjectCarrier carrier, Upload upload, long sweepMax)
{
    private readonly NodeEncoder encoder = new();
    private readonly StoreRanges ranges = new(source.Store, null, source.Lineage);

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

        return await StoreAsync(node, items, cancellationToken).ConfigureAwait(false);
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

        // The hashed part goes over as it is stored, with all that a newer writer put there.
        return NodeItem.OfEntry(node.Path(index), moved) is var item && item.Hashed.Span.SequenceEqual(node.Hashed(index))
            ? item
            : throw new LakeException(LakeErrorKind.Internal, $"'{node.Path(index)}' changed while it was mirrored.");
    }

    private static bool IsOutside(TreeEntry entry) => entry is { External: not null } or { Place: null } or { Place.Room: Room.External };

    private static async ValueTask<TreeEntry?> KnownAsync(
        TreeEntry entry, ReadOnlyMemory<byte> key, IReadOnlyList<Tree> known, CancellationToken cancellationToken)
    {
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
        var list = entry.ChunkListPlace is { } place ? await MoveListAsync(entry, place, cancellationToken).ConfigureAwait(false) : null;
        var content = entry.Place!;
        if (content.Room == Room.Object && content.Epoch > sweepMax)
        {
            await carrier.ObjectAsync(content, entry).ConfigureAwait(false);
            return entry with { ChunkListPlace = list };
        }

        if (content.Room == Room.Object)
        {
            var stream = (await source.Content.OpenAsync(entry, cancellationToken).ConfigureAwait(false)).AsStream();
            await using (stream.ConfigureAwait(false))
            {
                return entry with { ChunkListPlace = list, Place = await upload.AddObjectAsync(stream, cancellationToken).ConfigureAwait(false) };
            }
        }

        var bytes = await source.Content.ReadAsync(entry, cancellationToken).ConfigureAwait(false);
        var block = BlockCodec.Encode(BlockType.Content, bytes.Span);
        return entry with { Place = await upload.AddBlockAsync(BlockType.Content, block, entry.Sha256!.Value, cancellationToken).ConfigureAwait(false) };
    }

    private async ValueTask<Locator> MoveListAsync(TreeEntry entry, Locator place, CancellationToken cancellationToken)
    {
        var digest = entry.ChunkList!.Value;
        await ChunkList.ReadAsync(ranges, place, digest, entry.SizeBytes, cancellationToken).ConfigureAwait(false);
        var payload = await BlockReader.ReadAsync(ranges, place, BlockType.ChunkList, cancellationToken).ConfigureAwait(false);
        return await upload.AddBlockAsync(
            BlockType.ChunkList, BlockCodec.Encode(BlockType.ChunkList, payload.Span), digest, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Locator> StoreAsync(Node node, List<NodeItem> items, CancellationToken cancellationToken)
    {
        var block = BlockCodec.Encode(BlockType.Node, encoder.Encode(node.Level, items, out var id, out _));
        return id == node.Id
            ? await upload.AddBlockAsync(BlockType.Node, block, id, cancellationToken).ConfigureAwait(false)
            : throw new LakeException(LakeErrorKind.Internal, $"The node {node.Id} became {id} while it was mirrored.");
    }
}
