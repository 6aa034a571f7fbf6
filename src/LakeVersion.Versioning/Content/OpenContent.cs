using System.Security.Cryptography;
using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Content;

/// <summary>Content that is open for reading. Immutable, safe for concurrent use, and needs no closing.</summary>
public sealed class OpenContent
{
    // One request reads so many chunks at most, so that a long range costs few requests and bounded memory.
    private const int MaxChunksARead = 8;

    private readonly IRangeSource ranges;
    private readonly TreeEntry entry;
    private readonly Locator? place;
    private readonly ReadOnlyMemory<byte>? whole;
    private readonly ContentHash[]? chunks;

    internal OpenContent(IRangeSource ranges, TreeEntry entry, Locator? place, ReadOnlyMemory<byte>? whole, ContentHash[]? chunks) =>
        (this.ranges, this.entry, this.place, this.whole, this.chunks) = (ranges, entry, place, whole, chunks);

    /// <summary>The size of the content, in bytes.</summary>
    public long SizeBytes => entry.SizeBytes;

    /// <summary>True where a range costs no more than the chunks that it touches; else each reads the whole content.</summary>
    public bool HasChunks => whole is not null || chunks is not null || IsUnchecked;

    // Nothing but its store's tag says what it is, and that is checked at each request.
    private bool IsUnchecked => entry.Sha256 is null;

    /// <summary>A range, checked; shorter than asked, or empty, where the content ends sooner.</summary>
    /// <remarks>Without chunks the whole content is read to check its digest, in bounded memory.</remarks>
    /// <exception cref="LakeException">Corrupt: the content is missing or damaged. Expired: it was erased.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, int length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var start = Math.Min(offset, SizeBytes);
        var count = (int)Math.Min(length, SizeBytes - start);
        if (whole is { } content)
        {
            return content.Slice((int)start, count);
        }

        if (count == 0)
        {
            return default;
        }

        if (IsUnchecked)
        {
            return await ReadUncheckedAsync(start, count, cancellationToken).ConfigureAwait(false);
        }

        if (chunks is null)
        {
            return await ReadWithoutChunksAsync(start, count, cancellationToken).ConfigureAwait(false);
        }

        var first = start / ChunkList.ChunkBytes;
        var last = (start + count - 1) / ChunkList.ChunkBytes;
        if (last - first < MaxChunksARead)
        {
            var part = await ReadChunksAsync(first, last, cancellationToken).ConfigureAwait(false);
            return part.Slice((int)(start - first * ChunkList.ChunkBytes), count);
        }

        var result = new byte[count];
        for (var at = first; at <= last; at += MaxChunksARead)
        {
            var part = await ReadChunksAsync(at, Math.Min(last, at + MaxChunksARead - 1), cancellationToken).ConfigureAwait(false);
            CopyOverlap(part.Span, at * ChunkList.ChunkBytes, result, start);
        }

        return result;
    }

    /// <summary>The content as a stream with at most one chunk in memory; it seeks where <see cref="HasChunks"/> is true.</summary>
    /// <remarks>
    /// The stream reads asynchronously only. Without chunks a damage shows when its last bytes are read, as the exception of
    /// that read: what came before must not be used until then.
    /// </remarks>
    public Stream AsStream() => HasChunks ? new ChunkedStream(this) : new WholeStream(this);

    /// <summary>Whole chunks, checked.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadChunksAsync(long first, long last, CancellationToken cancellationToken)
    {
        if (whole is { } content)
        {
            return content;
        }

        var start = first * ChunkList.ChunkBytes;
        var end = Math.Min(SizeBytes, (last + 1) * ChunkList.ChunkBytes);
        var part = await ReadUncheckedAsync(start, (int)(end - start), cancellationToken).ConfigureAwait(false);
        for (var i = first; i <= last && !IsUnchecked; i++)
        {
            var at = (int)((i - first) * ChunkList.ChunkBytes);
            var found = ContentHash.Of(part.Span.Slice(at, Math.Min(ChunkList.ChunkBytes, part.Length - at)));
            if (found != chunks![i])
            {
                throw LakeException.Corrupt(
                    $"The content in {place!.Describe()} is damaged: chunk {i} (from byte {i * ChunkList.ChunkBytes}), expected SHA-256 {chunks[i]}, found {found}.");
            }
        }

        return part;
    }

    /// <summary>Bytes that nothing checks yet; the caller does when it has seen all.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadUncheckedAsync(long offset, int length, CancellationToken cancellationToken)
    {
        try
        {
            return await BlockReader.ReadRangeAsync(ranges, place!, offset, length, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Corrupt && ranges.Erasures is { } erasures)
        {
            if (await erasures.ExplainAsync(entry, place!, cancellationToken).ConfigureAwait(false) is { } erased)
            {
                throw erased;
            }

            throw;
        }
    }

    /// <summary>Refuses a digest that is not the whole content's.</summary>
    internal void CheckWhole(IncrementalHash hash)
    {
        var found = ContentHash.Read(hash.GetHashAndReset());
        if (found != entry.Sha256)
        {
            throw LakeException.Corrupt(
                $"The content in {place!.Describe()} is damaged: expected SHA-256 {entry.Sha256}, found {found}.");
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadWithoutChunksAsync(long start, int count, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var result = new byte[count];
        for (long at = 0; at < SizeBytes; at += ChunkList.ChunkBytes)
        {
            var length = (int)Math.Min(ChunkList.ChunkBytes, SizeBytes - at);
            var part = await ReadUncheckedAsync(at, length, cancellationToken).ConfigureAwait(false);
            hash.AppendData(part.Span);
            CopyOverlap(part.Span, at, result, start);
        }

        CheckWhole(hash);
        return result;
    }

    // Copies what a part of the content and the wanted range have in common.
    private static void CopyOverlap(ReadOnlySpan<byte> part, long partAt, Span<byte> range, long rangeAt)
    {
        var start = Math.Max(partAt, rangeAt);
        var end = Math.Min(partAt + part.Length, rangeAt + range.Length);
        if (start < end)
        {
            part.Slice((int)(start - partAt), (int)(end - start)).CopyTo(range[(int)(start - rangeAt)..]);
        }
    }
}
