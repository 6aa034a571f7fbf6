using System.Buffers;
using System.Security.Cryptography;
using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Versioning.Content;

/// <summary>
/// Stores content where docs/format.md, section 3 puts it: nothing for empty content, below 1 MiB a block of the pack, from
/// there on an object, and beyond 1 MiB a chunk list in the pack. One pass, with 1 MiB of memory and what the store needs.
/// </summary>
internal static class ContentWriter
{
    public static async ValueTask<TreeEntry> WriteAsync(
        Upload upload, Stream content, TreeEntry? known, CancellationToken cancellationToken)
    {
        if (known is not null && await IsKnownAsync(content, known, cancellationToken).ConfigureAwait(false))
        {
            return ContentOf(known);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(ChunkList.ChunkBytes);
        try
        {
            var first = buffer.AsMemory(0, ChunkList.ChunkBytes);
            var count = await content.ReadAtLeastAsync(first, first.Length, false, cancellationToken).ConfigureAwait(false);
            return count < first.Length
                ? await WriteAsync(upload, first[..count], known, cancellationToken).ConfigureAwait(false)
                : await WriteLargeAsync(upload, first, content, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static async ValueTask<TreeEntry> WriteAsync(
        Upload upload, ReadOnlyMemory<byte> content, TreeEntry? known, CancellationToken cancellationToken)
    {
        if (content.Length >= ChunkList.ChunkBytes)
        {
            if (known is not null && known.SizeBytes == content.Length && known.Sha256 == ContentHash.Of(content.Span))
            {
                return ContentOf(known);
            }

            return await WriteLargeAsync(upload, content, Stream.Null, cancellationToken).ConfigureAwait(false);
        }

        var sha256 = ContentHash.Of(content.Span);
        if (known is not null && known.SizeBytes == content.Length && known.Sha256 == sha256)
        {
            return ContentOf(known);
        }

        var entry = new TreeEntry { SizeBytes = content.Length, Sha256 = sha256, Md5 = Md5Of(content.Span) };
        if (content.IsEmpty)
        {
            return entry;
        }

        var copies = upload.Nodes.Cache.ContentCopies;
        if (copies?.Find(sha256) is { } copy)
        {
            return entry with { Place = copy };
        }

        var block = BlockCodec.Encode(BlockType.Content, content.Span);
        var place = await upload.AddBlockAsync(BlockType.Content, block, sha256, cancellationToken).ConfigureAwait(false);
        copies?.Add(sha256, place);
        return entry with { Place = place };
    }

    private static async ValueTask<TreeEntry> WriteLargeAsync(
        Upload upload, ReadOnlyMemory<byte> first, Stream rest, CancellationToken cancellationToken)
    {
        using var digesting = new DigestingStream(first, rest);
        var place = await upload.AddObjectAsync(digesting, cancellationToken).ConfigureAwait(false);
        if (place.Length != digesting.SizeBytes)
        {
            throw new LakeException(
                LakeErrorKind.Internal,
                $"The store kept {place.Length} bytes of {place.Describe()}: expected {digesting.SizeBytes}, all that the content has.");
        }

        return await DescribeAsync(upload, digesting, place, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The entry of content that was read and stays outside the lake.</summary>
    public static async ValueTask<TreeEntry> RegisterAsync(
        Upload upload, Stream content, ExternalIdentity identity, CancellationToken cancellationToken)
    {
        using var digesting = new DigestingStream(default, content);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkList.ChunkBytes);
        try
        {
            while (await digesting.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
            {
                // Only the digests are wanted.
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        // Empty content is nowhere, and so neither here nor outside.
        var place = digesting.SizeBytes == 0 ? null : Locator.AtExternal(identity);
        return await DescribeAsync(upload, digesting, place, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<TreeEntry> DescribeAsync(
        Upload upload, DigestingStream digesting, Locator? place, CancellationToken cancellationToken)
    {
        var entry = new TreeEntry
        {
            SizeBytes = digesting.SizeBytes,
            Sha256 = digesting.Sha256(),
            Md5 = digesting.Md5(),
            Place = place,
        };
        if (ChunkList.CountOf(entry.SizeBytes) is var count && count is <= 1 or > BlockCodec.MaxListPayloadBytes / ContentHash.SizeBytes)
        {
            // Content beyond 128 GiB has more chunks than a list may hold: it is read whole.
            return entry;
        }

        var chunks = digesting.Chunks();
        var digest = ChunkList.DigestOf(chunks);
        var block = BlockCodec.Encode(BlockType.ChunkList, chunks);
        var listPlace = await upload.AddBlockAsync(BlockType.ChunkList, block, digest, cancellationToken).ConfigureAwait(false);
        return entry with { ChunkList = digest, ChunkListPlace = listPlace };
    }

    // Small content is compared after it was buffered; here only what would have to be stored before it is known.
    private static async ValueTask<bool> IsKnownAsync(Stream content, TreeEntry known, CancellationToken cancellationToken)
    {
        if (!content.CanSeek || known.SizeBytes < ChunkList.ChunkBytes || content.Length - content.Position != known.SizeBytes)
        {
            return false;
        }

        var start = content.Position;
        var digest = await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false);
        if (known.Sha256 == ContentHash.Read(digest))
        {
            return true;
        }

        content.Position = start;
        return false;
    }

    // What the content is and where; what else the known entry says is the caller's to keep or change.
    private static TreeEntry ContentOf(TreeEntry known) => new()
    {
        SizeBytes = known.SizeBytes,
        Sha256 = known.Sha256,
        ChunkList = known.ChunkList,
        Md5 = known.Md5,
        ChunkListPlace = known.ChunkListPlace,
        Place = known.Place,
    };

    private static Md5Digest Md5Of(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[Md5Digest.SizeBytes];
#pragma warning disable CA5351 // MD5 is kept for foreign tools that name content by it; nothing trusts it.
        MD5.HashData(content, digest);
#pragma warning restore CA5351
        return Md5Digest.Read(digest);
    }
}
