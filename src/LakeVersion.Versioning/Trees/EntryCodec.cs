using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>The two strings of fields that a leaf holds for an entry (docs/format.md, section 4): writing.</summary>
internal static class EntryCodec
{
    public const int MaxHashedBytes = 4096;
    public const int MaxUnhashedBytes = 2560;
    public const int MaxMetadataBytes = 2048;
    public const int MaxContentTypeBytes = 255;

    // Hashed fields.
    public const ulong Kind = 1;
    public const ulong Size = 2;
    public const ulong Sha256 = 3;
    public const ulong External = 4;
    public const ulong ContentType = 5;
    public const ulong UserMetadata = 6;
    public const ulong TableMark = 7;
    public const ulong ChunkList = 8;

    // Unhashed fields.
    public const ulong Modified = 1;
    public const ulong Md5 = 2;
    public const ulong ChunkListPlace = 3;
    public const ulong Place = 4;

    /// <summary>The hashed fields.</summary>
    /// <exception cref="LakeException">Invalid: a member breaks a limit, or members contradict each other.</exception>
    public static byte[] EncodeHashed(TreeEntry entry)
    {
        CheckShape(entry);
        var writer = new ByteWriter(128);
        var value = new ByteWriter(48);
        Field(writer, value, Kind, (byte)entry.Kind, static (w, kind) => w.Byte(kind));
        Field(writer, value, Size, entry.SizeBytes, static (w, size) => w.Varint(size));
        if (entry.Sha256 is { } sha256)
        {
            Field(writer, value, Sha256, sha256, static (w, digest) => w.Digest(digest));
        }

        if (entry.External is { } external)
        {
            Field(writer, value, External, external, LocatorCodec.WriteExternal);
        }

        if (entry.ContentType is { } contentType)
        {
            Field(writer, value, ContentType, contentType, static (w, text) => w.Raw(Encoding.UTF8.GetBytes(text)));
        }

        if (entry.UserMetadata is { Count: > 0 } metadata)
        {
            Field(writer, value, UserMetadata, metadata, WriteMetadata);
        }

        if (entry.IsTableMark)
        {
            Field(writer, value, TableMark, 0, static (_, _) => { });
        }

        if (entry.ChunkList is { } chunkList)
        {
            Field(writer, value, ChunkList, chunkList, static (w, digest) => w.Digest(digest));
        }

        writer.Raw(entry.UnknownHashed.Span);
        return writer.Length <= MaxHashedBytes
            ? writer.ToArray()
            : throw LakeException.Invalid($"An entry's hashed fields are {writer.Length} bytes: at most {MaxHashedBytes}.");
    }

    /// <summary>The unhashed fields, with the origins that their locators name.</summary>
    public static byte[] EncodeUnhashed(TreeEntry entry, OriginTable origins)
    {
        var writer = new ByteWriter(96);
        var value = new ByteWriter(48);
        if (entry.Modified is { } modified)
        {
            Field(writer, value, Modified, modified, static (w, time) => w.I64(Microseconds(time)));
        }

        if (entry.Md5 is { } md5)
        {
            Field(writer, value, Md5, md5, static (w, digest) => digest.Write(w.Reserve(Md5Digest.SizeBytes)));
        }

        if (entry.ChunkListPlace is { } chunkListPlace)
        {
            Field(writer, value, ChunkListPlace, (chunkListPlace, origins), static (w, x) => LocatorCodec.Write(w, x.chunkListPlace, x.origins));
        }

        if (entry.Place is { } place)
        {
            Field(writer, value, Place, (place, origins), static (w, x) => LocatorCodec.Write(w, x.place, x.origins));
        }

        writer.Raw(entry.UnknownUnhashed.Span);
        return writer.Length <= MaxUnhashedBytes
            ? writer.ToArray()
            : throw LakeException.Invalid($"An entry's unhashed fields are {writer.Length} bytes: at most {MaxUnhashedBytes}.");
    }

    /// <summary>Whole microseconds since 1970, rounded down.</summary>
    public static long Microseconds(DateTimeOffset time) =>
        (long)Math.Floor((time.UtcTicks - DateTime.UnixEpoch.Ticks) / (decimal)TimeSpan.TicksPerMicrosecond);

    private static void CheckShape(TreeEntry entry)
    {
        var fault = entry switch
        {
            { Kind: not (EntryKind.File or EntryKind.External) } => $"its kind is {(int)entry.Kind}",
            { SizeBytes: < 0 } => $"its size is {entry.SizeBytes}",
            { Kind: EntryKind.File, Sha256: null } => "it is a file without a SHA-256",
            { Kind: EntryKind.File, External: not null } => "it is a file with an external identity",
            { Kind: EntryKind.External, External: null } => "it is external without an identity",
            { Kind: EntryKind.External, Sha256: not null } => "it is external content of unknown digest, with a digest",
            { ChunkList: not null, SizeBytes: <= BlockCodec.MaxContentPayloadBytes } => "it has a chunk list and only one chunk",
            { ChunkList: not null, Kind: EntryKind.External } => "it has a chunk list and is external",
            { ChunkList: null, ChunkListPlace: not null } => "it has a place of a chunk list and none",
            { SizeBytes: 0, Kind: EntryKind.File, Place: not null } => "it is empty and has a place",
            { ContentType: { } type } when Encoding.UTF8.GetByteCount(type) > MaxContentTypeBytes =>
                $"its content type is longer than {MaxContentTypeBytes} bytes",
            { ContentType: { } type } when !UnicodeText.IsValid(type) => "its content type is not valid Unicode (a surrogate stands alone)",
            { UserMetadata: { } metadata } when metadata.Any(pair => !UnicodeText.IsValid(pair.Key) || !UnicodeText.IsValid(pair.Value)) =>
                "its user metadata is not valid Unicode (a surrogate stands alone)",
            { External: { } x } when Bytes(x) > ExternalIdentity.MaxBytes =>
                $"its external identity is longer than {ExternalIdentity.MaxBytes} bytes",
            _ => null,
        };
        if (fault is not null)
        {
            throw LakeException.Invalid($"The entry cannot be stored: {fault}.");
        }
    }

    private static int Bytes(ExternalIdentity identity) =>
        Encoding.UTF8.GetByteCount(identity.Uri) + Encoding.UTF8.GetByteCount(identity.ETag) + Encoding.UTF8.GetByteCount(identity.VersionId);

    private static void WriteMetadata(ByteWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        writer.Varint((ulong)metadata.Count);
        foreach (var (key, text) in metadata.OrderBy(pair => pair.Key, Utf8Order.Comparer))
        {
            writer.String(key);
            writer.String(text);
        }

        if (writer.Length > MaxMetadataBytes)
        {
            throw LakeException.Invalid($"An entry's user metadata is {writer.Length} bytes: at most {MaxMetadataBytes}.");
        }
    }

    private static void Field<T>(ByteWriter writer, ByteWriter value, ulong tag, T content, Action<ByteWriter, T> write)
    {
        value.Clear();
        write(value, content);
        writer.Varint(tag);
        writer.String(value.Written);
    }
}
