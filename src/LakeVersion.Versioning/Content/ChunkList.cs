using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Content;

/// <summary>The SHA-256 of each 1 MiB of larger content, by which ranges are checked (docs/format.md, section 3).</summary>
internal static class ChunkList
{
    public const string Domain = "lakeversion.chunks.v1";

    /// <summary>The length of every chunk but the last; content of this size or more is an object of its own.</summary>
    public const int ChunkBytes = 1 << 20;

    /// <summary>How many chunks content of a size has.</summary>
    public static long CountOf(long sizeBytes) => (sizeBytes + ChunkBytes - 1) / ChunkBytes;

    public static ContentHash DigestOf(ReadOnlySpan<byte> payload) => ContentHash.OfDomain(Domain, payload);

    /// <summary>Reads a list and holds it to its digest and to the content's size.</summary>
    public static async ValueTask<ContentHash[]> ReadAsync(
        IRangeSource source, Locator place, ContentHash expected, long sizeBytes, CancellationToken cancellationToken)
    {
        var payload = await BlockReader.ReadAsync(source, place, BlockType.ChunkList, cancellationToken).ConfigureAwait(false);
        var found = DigestOf(payload.Span);
        if (found != expected)
        {
            throw LakeException.Corrupt($"The chunk list in {place.Describe()} is another: expected {expected}, found {found}.");
        }

        if (payload.Length != CountOf(sizeBytes) * ContentHash.SizeBytes)
        {
            throw LakeException.Corrupt(
                $"The chunk list in {place.Describe()} has {payload.Length} bytes: expected {CountOf(sizeBytes)} digests for {sizeBytes} bytes of content.");
        }

        var chunks = new ContentHash[payload.Length / ContentHash.SizeBytes];
        for (var i = 0; i < chunks.Length; i++)
        {
            chunks[i] = ContentHash.Read(payload.Span[(i * ContentHash.SizeBytes)..]);
        }

        return chunks;
    }
}
