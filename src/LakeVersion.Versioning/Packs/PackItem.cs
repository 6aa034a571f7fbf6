using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Packs;

/// <summary>One line of a pack's directory.</summary>
/// <param name="Type">What the block holds.</param>
/// <param name="Offset">Where the block begins in the pack.</param>
/// <param name="Length">The length of the block with header and checksum, in bytes.</param>
/// <param name="Digest">The id of the node, or the digest of the content or list.</param>
internal readonly record struct PackItem(BlockType Type, long Offset, long Length, ContentHash Digest)
{
    /// <summary>Where the block is.</summary>
    public Locator PlaceIn(Locator pack) => pack with { Offset = Offset, Length = Length };
}
