using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>What a tree holds at a path: what the content is, and beside it where its bytes are.</summary>
/// <remarks>
/// The members up to <see cref="ChunkList"/> are hashed: trees that differ in them have different ids. The others are
/// not: they may differ between trees of equal id (docs/format.md, section 4).
/// </remarks>
public sealed record TreeEntry
{
    /// <summary>What the entry stands for.</summary>
    public EntryKind Kind { get; init; } = EntryKind.File;

    /// <summary>The size of the content, in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The digest of the content; there for every file, null only for external content.</summary>
    public ContentHash? Sha256 { get; init; }

    /// <summary>What names the content outside the lake; there exactly for external content.</summary>
    public ExternalIdentity? External { get; init; }

    /// <summary>The media type, at most 255 bytes; null where none is known.</summary>
    public string? ContentType { get; init; }

    /// <summary>The user's own metadata, at most 2 KiB as stored; null is the same as empty.</summary>
    public IReadOnlyDictionary<string, string>? UserMetadata { get; init; }

    /// <summary>True on the file by which tables are found: the Delta log's JSON file of the least version that the tree holds.</summary>
    public bool IsTableMark { get; init; }

    /// <summary>The digest of the chunk list; null where there is none.</summary>
    public ContentHash? ChunkList { get; init; }

    /// <summary>When the content was modified, in whole microseconds of UTC; null where unknown.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>The MD5 of the content; null where unknown.</summary>
    public Md5Digest? Md5 { get; init; }

    /// <summary>Where the chunk list is; there exactly where <see cref="ChunkList"/> is and the list was not left out.</summary>
    public Locator? ChunkListPlace { get; init; }

    /// <summary>Where the content is; null for empty content, which is stored nowhere.</summary>
    public Locator? Place { get; init; }

    /// <summary>Hashed fields of later versions, as stored, kept when the entry is carried on.</summary>
    internal ReadOnlyMemory<byte> UnknownHashed { get; init; }

    /// <summary>Unhashed fields of later versions, as stored.</summary>
    internal ReadOnlyMemory<byte> UnknownUnhashed { get; init; }

    /// <summary>True where both are the same to a tree: all hashed members are equal. Where the bytes are does not matter.</summary>
    public bool SameContent(TreeEntry other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(this, other) || EntryCodec.EncodeHashed(this).AsSpan().SequenceEqual(EntryCodec.EncodeHashed(other));
    }

    /// <summary>True where all members are equal, hashed or not.</summary>
    public bool Equals(TreeEntry? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (Modified == other.Modified
                && Md5 == other.Md5
                && ChunkListPlace == other.ChunkListPlace
                && Place == other.Place
                && UnknownUnhashed.Span.SequenceEqual(other.UnknownUnhashed.Span)
                && SameContent(other)));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, SizeBytes, Sha256, ContentType);
}
