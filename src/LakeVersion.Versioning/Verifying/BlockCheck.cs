using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Verifying;

/// <summary>Holds what a block says to the digest that the pack's directory names. Pure.</summary>
internal static class BlockCheck
{
    /// <exception cref="LakeException">Corrupt: the block is another.</exception>
    public static void Run(PackItem item, ReadOnlySpan<byte> payload, Locator place)
    {
        ContentHash? found = item.Type switch
        {
            BlockType.Node => NodeDecoder.IdOf(payload, place),
            BlockType.Content => ContentHash.Of(payload),
            BlockType.ChunkList => ChunkList.DigestOf(payload),
            _ => null, // Of lists of commits this version writes none.
        };
        if (found is { } digest && digest != item.Digest)
        {
            throw LakeException.Corrupt($"The {item.Type} in {place.Describe()} is another than the pack's directory says: expected {item.Digest}, found {digest}.");
        }
    }
}
