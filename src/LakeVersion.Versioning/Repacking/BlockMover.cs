using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Repacking;

/// <summary>Stores what lies in packs again, in the packs of an upload: equal ids and digests at places of its own. All is checked as it is read.</summary>
/// <param name="content">Reads content.</param>
/// <param name="ranges">Reads blocks.</param>
/// <param name="upload">Takes them.</param>
internal sealed class BlockMover(ContentReader content, IRangeSource ranges, Upload upload)
{
    private readonly NodeEncoder encoder = new();

    /// <summary>Small content.</summary>
    public async ValueTask<Locator> ContentAsync(TreeEntry entry, CancellationToken cancellationToken) =>
        await AddAsync(entry, await ReadAsync(entry, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Small content as a block, which <see cref="AddAsync"/> takes.</summary>
    public async ValueTask<byte[]> ReadAsync(TreeEntry entry, CancellationToken cancellationToken) =>
        BlockCodec.Encode(BlockType.Content, (await content.ReadAsync(entry, cancellationToken).ConfigureAwait(false)).Span);

    /// <summary>Stores the block of small content.</summary>
    public ValueTask<Locator> AddAsync(TreeEntry entry, byte[] block, CancellationToken cancellationToken) =>
        upload.AddBlockAsync(BlockType.Content, block, entry.Sha256!.Value, cancellationToken);

    /// <summary>The chunk list of an entry.</summary>
    public async ValueTask<Locator> ChunkListAsync(TreeEntry entry, Locator place, CancellationToken cancellationToken)
    {
        var digest = entry.ChunkList!.Value;
        await ChunkList.ReadAsync(ranges, place, digest, entry.SizeBytes, cancellationToken).ConfigureAwait(false);
        var payload = await BlockReader.ReadAsync(ranges, place, BlockType.ChunkList, cancellationToken).ConfigureAwait(false);
        var block = BlockCodec.Encode(BlockType.ChunkList, payload.Span);
        return await upload.AddBlockAsync(BlockType.ChunkList, block, digest, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A node whose items name other places; its id is what it was.</summary>
    public async ValueTask<Locator> NodeAsync(Node node, IReadOnlyList<NodeItem> items, CancellationToken cancellationToken)
    {
        var block = BlockCodec.Encode(BlockType.Node, encoder.Encode(node.Level, items, out var id, out _));
        return id == node.Id
            ? await upload.AddBlockAsync(BlockType.Node, block, id, cancellationToken).ConfigureAwait(false)
            : throw new LakeException(LakeErrorKind.Internal, $"The node {node.Id} became {id} while it was moved.");
    }

    /// <summary>The item of an entry at other places; its hashed part is what it was, with all that a newer writer put there.</summary>
    public static NodeItem Item(Node node, int index, TreeEntry moved) =>
        NodeItem.OfEntry(node.Path(index), moved) is var item && item.Hashed.Span.SequenceEqual(node.Hashed(index))
            ? item
            : throw new LakeException(LakeErrorKind.Internal, $"'{node.Path(index)}' changed while it was moved.");
}
