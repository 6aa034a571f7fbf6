using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Packs;

/// <summary>Reads one block, or any other known range, and refuses what is not wholly there.</summary>
internal static class BlockReader
{
    /// <summary>The payload of the block at a place.</summary>
    /// <exception cref="LakeException">Corrupt: the block is missing, short, damaged or of another type.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        IRangeSource source, Locator place, BlockType type, CancellationToken cancellationToken)
    {
        // What describes the lake is never fetched from elsewhere, whatever a node says.
        if (place.Room is Room.Object or Room.External)
        {
            throw LakeException.Corrupt($"A {type} is said to be in {place.Describe()}: expected a pack.");
        }

        CheckIsHere(source, place);

        // Compression is used only where it is smaller, so this bounds the stored length as well.
        var max = BlockCodec.MaxPayloadBytes(type) + BlockCodec.OverheadBytes;
        if (place.Length > max)
        {
            throw LakeException.Corrupt($"A {type} is said to be in {place.Describe()}: expected at most {max} bytes.");
        }

        var block = await ReadRangeAsync(source, place, place.Offset, (int)place.Length, cancellationToken).ConfigureAwait(false);
        return BlockCodec.Decode(block, type, place);
    }

    /// <summary>Exactly so many bytes of the pack, object or content outside that the place names, from an offset in it.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadRangeAsync(
        IRangeSource source, Locator place, long offset, int length, CancellationToken cancellationToken)
    {
        if (place is { Room: Room.External, External: { } identity })
        {
            return await ReadOutsideAsync(source, identity, offset, length, cancellationToken).ConfigureAwait(false);
        }

        CheckIsHere(source, place);
        var key = place.ToKey();
        var found = await source.GetRangeAsync(key, offset, length, cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.Corrupt(
                $"{key} is missing: expected {length} bytes at byte {offset}. It may have been collected; check whether the revision is expired.");
        return found.Length == length
            ? found
            : throw LakeException.Corrupt($"{key} ends too soon: expected {length} bytes at byte {offset}, found {found.Length}.");
    }

    /// <summary>Refuses a place that a partial mirror left out.</summary>
    /// <exception cref="LakeException">NotFound: it names the lake that is mirrored.</exception>
    public static void CheckIsHere(IRangeSource source, Locator place)
    {
        if (place.Room == Room.Absent && source.Lineage is { } lineage)
        {
            throw lineage.LeftOut("What is asked for");
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadOutsideAsync(
        IRangeSource source, ExternalIdentity identity, long offset, int length, CancellationToken cancellationToken)
    {
        if (source.Outside is not { } outside)
        {
            throw LakeException.Unsupported(
                $"The content is outside the lake, at '{identity.Uri}', and this program opened the lake without a way to read from elsewhere.");
        }

        var found = await outside.ReadAsync(identity, offset, length, cancellationToken).ConfigureAwait(false);
        return found.Length == length
            ? found
            : throw LakeException.Corrupt($"'{identity.Uri}' ends too soon: expected {length} bytes at byte {offset}, found {found.Length}.");
    }
}
