using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Content;

/// <summary>Reads the content of entries and checks every byte that it hands out. Safe for concurrent use.</summary>
/// <remarks>
/// Damage is a Corrupt that names the key, the chunk, and the expected and found digest. Content outside the lake whose digest
/// is not known is checked by its store's tag alone.
/// </remarks>
public sealed class ContentReader
{
    private readonly IRangeSource ranges;

    /// <summary>Reads from a store, and what lies outside it through <paramref name="outside"/>; null reads none of that.</summary>
    public ContentReader(IObjectStore store, IOutsideContent? outside = null)
        : this(new StoreRanges(store, outside))
    {
    }

    internal ContentReader(IRangeSource ranges) => this.ranges = ranges;

    /// <summary>The whole content in memory; the memory is shared and must not be written to.</summary>
    /// <exception cref="LakeException">
    /// Corrupt: the content is missing or not what the entry says, or changed outside the lake. Invalid: it is larger than an array
    /// can be. Expired: it was erased; the message says by whom, when and why. Refused or Unsupported: it is outside the lake and not read from there. NotFound: a partial mirror left it out.
    /// </exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TreeEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.SizeBytes > Array.MaxLength)
        {
            throw LakeException.Invalid($"Content of {entry.SizeBytes} bytes does not fit into memory; open it as a stream.");
        }

        if (entry is { SizeBytes: 0, Place: null, External: null })
        {
            return default;
        }

        var place = PlaceOf(entry);
        try
        {
            var content = place.Room == Room.Pack
                ? await BlockReader.ReadAsync(ranges, place, BlockType.Content, cancellationToken).ConfigureAwait(false)
                : await BlockReader.ReadRangeAsync(ranges, place, 0, (int)entry.SizeBytes, cancellationToken).ConfigureAwait(false);
            Check(content.Span, entry, place);
            return content;
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt && ranges.Erasures is { } erasures)
        {
            if (await erasures.ExplainAsync(entry, place, cancellationToken).ConfigureAwait(false) is { } erased)
            {
                throw erased;
            }

            throw;
        }
    }

    /// <summary>A range of the content: opens it for one read. Open it once where several follow.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadRangeAsync(
        TreeEntry entry, long offset, int length, CancellationToken cancellationToken = default)
    {
        var content = await OpenAsync(entry, cancellationToken).ConfigureAwait(false);
        return await content.ReadAsync(offset, length, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens content for ranged reads and streams; reads the chunk list, or the whole of content up to 1 MiB.</summary>
    public async ValueTask<OpenContent> OpenAsync(TreeEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.SizeBytes <= ChunkList.ChunkBytes)
        {
            return new OpenContent(ranges, entry, null, await ReadAsync(entry, cancellationToken).ConfigureAwait(false), null);
        }

        var content = PlaceOf(entry);
        if (entry is not { ChunkList: { } digest, ChunkListPlace: { } place } || place.Room == Room.Absent)
        {
            return new OpenContent(ranges, entry, content, null, null);
        }

        var chunks = await ChunkList.ReadAsync(ranges, place, digest, entry.SizeBytes, cancellationToken).ConfigureAwait(false);
        return new OpenContent(ranges, entry, content, null, chunks);
    }

    private Locator PlaceOf(TreeEntry entry)
    {
        // The identity is hashed, and so counts more than a place that stands beside it.
        if (entry.External is { } identity)
        {
            return Locator.AtExternal(identity);
        }

        var place = entry.Place
            ?? throw LakeException.Corrupt($"An entry of {entry.SizeBytes} bytes has no place: expected one, as it is not empty.");
        if (place.Room == Room.External)
        {
            return place;
        }

        BlockReader.CheckIsHere(ranges, place);
        place.ToKey();
        return place.Room == Room.Pack || (place.Offset == 0 && place.Length == entry.SizeBytes)
            ? place
            : throw LakeException.Corrupt(
                $"The content of {place.Describe()} is said to be {place.Length} bytes from byte {place.Offset}: expected {entry.SizeBytes} from 0.");
    }

    private static void Check(ReadOnlySpan<byte> content, TreeEntry entry, Locator place)
    {
        if (content.Length != entry.SizeBytes)
        {
            throw LakeException.Corrupt(
                $"The content in {place.Describe()} is damaged: expected {entry.SizeBytes} bytes, found {content.Length}.");
        }

        if (entry.Sha256 is null)
        {
            return;
        }

        var found = ContentHash.Of(content);
        if (found != entry.Sha256)
        {
            throw LakeException.Corrupt(
                $"The content in {place.Describe()} is damaged: expected SHA-256 {entry.Sha256}, found {found}.");
        }
    }
}
