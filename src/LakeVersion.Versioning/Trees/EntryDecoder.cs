using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Trees;

/// <summary>The two strings of fields that a leaf holds for an entry (docs/format.md, section 4): checking and reading.</summary>
internal static class EntryDecoder
{
    /// <summary>Checks hashed fields wholly and returns what they add to the totals.</summary>
    public static TreeTotals CheckHashed(ReadOnlySpan<byte> fields, Locator node) => Hashed(fields, node, null, out _);

    /// <summary>Checks unhashed fields wholly.</summary>
    public static void CheckUnhashed(ReadOnlySpan<byte> fields, Origin[] origins, Locator node)
    {
        var reader = new ByteReader(fields, "unhashed fields of an entry of the node", node);
        ulong last = 0;
        while (Next(ref reader, ref last))
        {
            var value = new ByteReader(reader.String(EntryCodec.MaxUnhashedBytes, "a field"), "unhashed fields of an entry of the node", node);
            switch (last)
            {
                case EntryCodec.Modified:
                    Time(ref value);
                    break;
                case EntryCodec.Md5:
                    value.Raw(Md5Digest.SizeBytes);
                    break;
                case EntryCodec.ChunkListPlace or EntryCodec.Place:
                    LocatorCodec.Skip(ref value, origins);
                    break;
                default:
                    continue;
            }

            value.End();
        }
    }

    /// <summary>The places that unhashed fields name, without the rest of the entry.</summary>
    public static void Places(ReadOnlySpan<byte> unhashed, Origin[] origins, Locator node, out Locator? place, out Locator? chunkList)
    {
        (place, chunkList) = (null, null);
        var reader = new ByteReader(unhashed, "unhashed fields of an entry of the node", node);
        ulong last = 0;
        while (Next(ref reader, ref last))
        {
            var value = new ByteReader(reader.String(EntryCodec.MaxUnhashedBytes, "a field"), "unhashed fields of an entry of the node", node);
            if (last == EntryCodec.ChunkListPlace)
            {
                chunkList = LocatorCodec.Read(ref value, origins);
            }
            else if (last == EntryCodec.Place)
            {
                place = LocatorCodec.Read(ref value, origins);
            }
        }
    }

    /// <summary>The entry of two strings of fields. They need not be checked before.</summary>
    public static TreeEntry Decode(ReadOnlySpan<byte> hashed, ReadOnlySpan<byte> unhashed, Origin[] origins, Locator node)
    {
        Hashed(hashed, node, new Draft(), out var entry);
        var reader = new ByteReader(unhashed, "unhashed fields of an entry of the node", node);
        ulong last = 0;
        DateTimeOffset? modified = null;
        Md5Digest? md5 = null;
        Locator? chunkListPlace = null;
        Locator? place = null;
        ByteWriter? unknown = null;
        while (Next(ref reader, ref last))
        {
            var field = reader.String(EntryCodec.MaxUnhashedBytes, "a field");
            var value = new ByteReader(field, "unhashed fields of an entry of the node", node);
            switch (last)
            {
                case EntryCodec.Modified:
                    modified = Time(ref value);
                    break;
                case EntryCodec.Md5:
                    md5 = Md5Digest.Read(value.Raw(Md5Digest.SizeBytes));
                    break;
                case EntryCodec.ChunkListPlace:
                    chunkListPlace = LocatorCodec.Read(ref value, origins);
                    break;
                case EntryCodec.Place:
                    place = LocatorCodec.Read(ref value, origins);
                    break;
                default:
                    Keep(ref unknown, last, field);
                    break;
            }
        }

        return entry! with
        {
            Modified = modified,
            Md5 = md5,
            ChunkListPlace = chunkListPlace,
            Place = place,
            UnknownUnhashed = unknown is null ? default : unknown.ToArray(),
        };
    }

    // One pass serves checking and reading: with a draft the members are kept, without one nothing is allocated.
    private static TreeTotals Hashed(ReadOnlySpan<byte> fields, Locator node, Draft? draft, out TreeEntry? entry)
    {
        var reader = new ByteReader(fields, "hashed fields of an entry of the node", node);
        ulong last = 0;
        ulong seen = 0;
        EntryKind kind = default;
        long size = 0;
        while (Next(ref reader, ref last))
        {
            var field = reader.String(EntryCodec.MaxHashedBytes, "a field");
            seen |= last < 64 ? 1UL << (int)last : 0;
            var value = new ByteReader(field, "hashed fields of an entry of the node", node);
            switch (last)
            {
                case EntryCodec.Kind:
                    kind = (EntryKind)value.Byte();
                    break;
                case EntryCodec.Size:
                    size = value.Long("a size");
                    break;
                default:
                    Other(ref value, last, field, draft);
                    break;
            }

            value.End();
        }

        CheckShape(ref reader, kind, size, seen);
        entry = draft?.ToEntry(kind, size, (seen & Bit(EntryCodec.TableMark)) != 0);
        return new TreeTotals(1, size, (seen & Bit(EntryCodec.TableMark)) != 0 ? 1 : 0);
    }

    private static void Other(ref ByteReader value, ulong tag, ReadOnlySpan<byte> field, Draft? draft)
    {
        switch (tag)
        {
            case EntryCodec.Sha256 or EntryCodec.ChunkList:
                var digest = value.Digest();
                draft?.Set(tag, digest);
                break;
            case EntryCodec.External:
                var identity = LocatorCodec.ReadExternal(ref value);
                draft?.External = identity;
                break;
            case EntryCodec.ContentType:
                if (field.Length > EntryCodec.MaxContentTypeBytes || !System.Text.Unicode.Utf8.IsValid(field))
                {
                    throw value.Fault($"a content type of at most {EntryCodec.MaxContentTypeBytes} bytes of UTF-8", $"{field.Length} bytes");
                }

                draft?.ContentType = System.Text.Encoding.UTF8.GetString(field);
                value.Raw(field.Length);
                break;
            case EntryCodec.UserMetadata:
                Metadata(ref value, field.Length, draft);
                break;
            case EntryCodec.TableMark:
                break;
            default:
                draft?.Keep(tag, field);
                value.Raw(field.Length);
                break;
        }
    }

    private static void Metadata(ref ByteReader value, int length, Draft? draft)
    {
        if (length > EntryCodec.MaxMetadataBytes)
        {
            throw value.Fault($"metadata of at most {EntryCodec.MaxMetadataBytes} bytes", $"{length}");
        }

        var count = value.Count(length / 2, "a count of metadata");
        if (count == 0)
        {
            throw value.Fault("metadata, or no field", "an empty field");
        }

        string? before = null;
        for (var i = 0; i < count; i++)
        {
            var key = value.Text(EntryCodec.MaxMetadataBytes, "a metadata key");
            var text = value.Text(EntryCodec.MaxMetadataBytes, "a metadata value");
            if (before is not null && Utf8Order.Compare(before, key) >= 0)
            {
                throw value.Fault($"a metadata key behind '{before}'", $"'{key}'");
            }

            before = key;
            draft?.Add(key, text);
        }
    }

    private static void CheckShape(ref ByteReader reader, EntryKind kind, long size, ulong seen)
    {
        const ulong Always = 1UL << (int)EntryCodec.Kind | 1UL << (int)EntryCodec.Size;
        if ((seen & Always) != Always)
        {
            throw reader.Fault("a kind and a size", "an entry without");
        }

        // A file has a digest and no identity; external content has an identity and no digest, and never chunks.
        var identity = seen & (Bit(EntryCodec.Sha256) | Bit(EntryCodec.External));
        var wanted = kind switch
        {
            EntryKind.File => Bit(EntryCodec.Sha256),
            EntryKind.External => Bit(EntryCodec.External),
            _ => throw reader.Fault("a kind of 1 or 2", $"{(int)kind}"),
        };
        if (identity != wanted)
        {
            throw reader.Fault($"the digest or identity of kind {(int)kind}", "others");
        }

        var chunks = (seen & Bit(EntryCodec.ChunkList)) != 0;
        if (chunks && (kind != EntryKind.File || size <= BlockCodec.MaxContentPayloadBytes))
        {
            throw reader.Fault("a chunk list only for files of more than one chunk", $"one for kind {(int)kind} of {size} bytes");
        }
    }

    private static bool Next(ref ByteReader reader, ref ulong last)
    {
        if (reader.AtEnd)
        {
            return false;
        }

        var tag = reader.Varint();
        if (tag <= last)
        {
            throw reader.Fault($"a tag above {last}", $"{tag}");
        }

        last = tag;
        return true;
    }

    private static DateTimeOffset Time(ref ByteReader value)
    {
        var microseconds = value.I64();
        var ticks = (Int128)microseconds * TimeSpan.TicksPerMicrosecond + DateTime.UnixEpoch.Ticks;
        return ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset((long)ticks, TimeSpan.Zero)
            : throw value.Fault("a time between the years 1 and 9999", $"{microseconds} µs");
    }

    private static ulong Bit(ulong tag) => 1UL << (int)tag;

    private static void Keep(ref ByteWriter? unknown, ulong tag, ReadOnlySpan<byte> field)
    {
        unknown ??= new ByteWriter();
        unknown.Varint(tag);
        unknown.String(field);
    }

    /// <summary>The hashed members that were read so far.</summary>
    private sealed class Draft
    {
        private ContentHash? sha256;
        private ContentHash? chunkList;
        private Dictionary<string, string>? metadata;
        private ByteWriter? unknown;

        public ExternalIdentity? External { get; set; }

        public string? ContentType { get; set; }

        public void Set(ulong tag, ContentHash digest)
        {
            if (tag == EntryCodec.Sha256)
            {
                sha256 = digest;
            }
            else
            {
                chunkList = digest;
            }
        }

        public void Add(string key, string text) => (metadata ??= new(StringComparer.Ordinal)).Add(key, text);

        public void Keep(ulong tag, ReadOnlySpan<byte> field) => EntryDecoder.Keep(ref unknown, tag, field);

        public TreeEntry ToEntry(EntryKind kind, long size, bool isTableMark) => new()
        {
            Kind = kind,
            SizeBytes = size,
            Sha256 = sha256,
            External = External,
            ContentType = ContentType,
            UserMetadata = metadata,
            IsTableMark = isTableMark,
            ChunkList = chunkList,
            UnknownHashed = unknown is null ? default : unknown.ToArray(),
        };
    }
}
