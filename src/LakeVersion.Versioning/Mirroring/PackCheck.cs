using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Versioning.Mirroring;

/// <summary>Holds all bytes of a pack to its directory: each block to its checksum and to the digest of what it says.</summary>
internal static class PackCheck
{
    /// <param name="block">A block of the pack, which names it.</param>
    /// <param name="bytes">The pack.</param>
    /// <param name="isErased">What was erased is not looked at; it must not be copied either.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LakeException">Corrupt: the pack and the byte are named.</exception>
    public static async ValueTask RunAsync(Locator block, ReadOnlyMemory<byte> bytes, Func<PackItem, Locator, bool> isErased, CancellationToken cancellationToken)
    {
        var pack = Locator.InPack(block.Epoch, block.TransactionId, block.Sequence, 0, bytes.Length);
        var items = await PackDirectory.ReadAsync(new PackBytes(bytes), pack, cancellationToken).ConfigureAwait(false);
        foreach (var item in items)
        {
            var place = item.PlaceIn(pack);
            if (isErased(item, place))
            {
                continue;
            }

            BlockCheck.Run(item, BlockCodec.Decode(bytes.Slice((int)item.Offset, (int)item.Length), item.Type, place).Span, place);
        }
    }

    // A pack in memory, whatever its key.
    private sealed class PackBytes(ReadOnlyMemory<byte> bytes) : IRangeSource
    {
        public IOutsideContent? Outside => null;

        public LakeLineage? Lineage => null;

        public ErasureLog? Erasures => null;

        public ValueTask<ReadOnlyMemory<byte>?> GetRangeAsync(StoreKey key, long offset, int length, CancellationToken cancellationToken)
        {
            var start = (int)Math.Min(offset, bytes.Length);
            return new(bytes.Slice(start, Math.Min(length, bytes.Length - start)));
        }
    }
}
