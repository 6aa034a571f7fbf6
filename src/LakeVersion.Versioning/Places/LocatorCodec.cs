using LakeVersion.Storage;
using LakeVersion.Versioning.Packs;

namespace LakeVersion.Versioning.Places;

/// <summary>The epoch and transaction that many locators of one node share.</summary>
internal readonly record struct Origin(uint Epoch, Id128 TransactionId);

/// <summary>Locators as nodes hold them: origins stand once a node, locators name them by number (docs/format.md, section 4).</summary>
internal static class LocatorCodec
{
    /// <summary>Writes a locator; an origin that is not in the table yet is added to it.</summary>
    public static void Write(ByteWriter writer, Locator locator, OriginTable origins)
    {
        writer.Byte((byte)locator.Room);
        switch (locator.Room)
        {
            case Room.Pack or Room.Object:
                writer.Varint(origins.IndexOf(new Origin(locator.Epoch, locator.TransactionId)));
                writer.Varint((ulong)locator.Sequence);
                writer.Varint(locator.Offset);
                writer.Varint(locator.Length);
                break;
            case Room.External:
                WriteExternal(writer, locator.External!);
                break;
            default:
                break;
        }
    }

    public static Locator Read(ref ByteReader reader, Origin[] origins)
    {
        var room = (Room)reader.Byte();
        switch (room)
        {
            case Room.Pack or Room.Object:
                var origin = origins[Index(ref reader, origins)];
                var sequence = reader.UInt("a sequence");
                var (offset, length) = Range(ref reader);
                return Locator.Stored(room, origin.Epoch, origin.TransactionId, sequence, offset, length);
            case Room.External:
                return Locator.AtExternal(ReadExternal(ref reader));
            case Room.Absent:
                return Locator.Absent;
            default:
                throw reader.Fault("a room of 1 to 4", $"{(int)room}");
        }
    }

    /// <summary>Checks a locator and passes over it, without building it.</summary>
    public static void Skip(ref ByteReader reader, Origin[] origins)
    {
        var room = (Room)reader.Byte();
        switch (room)
        {
            case Room.Pack or Room.Object:
                Index(ref reader, origins);
                reader.UInt("a sequence");
                Range(ref reader);
                break;
            case Room.External:
                ReadExternal(ref reader);
                break;
            case Room.Absent:
                break;
            default:
                throw reader.Fault("a room of 1 to 4", $"{(int)room}");
        }
    }

    /// <summary>Copies a locator from one node's table of origins to another's.</summary>
    public static void Copy(ref ByteReader reader, Origin[] from, ByteWriter writer, OriginTable to)
    {
        var room = reader.Byte();
        writer.Byte(room);
        switch ((Room)room)
        {
            case Room.Pack or Room.Object:
                writer.Varint(to.IndexOf(from[Index(ref reader, from)]));
                writer.Varint(reader.Varint());
                writer.Varint(reader.Varint());
                writer.Varint(reader.Varint());
                break;
            case Room.External:
                WriteExternal(writer, ReadExternal(ref reader));
                break;
            default:
                break;
        }
    }

    public static void WriteExternal(ByteWriter writer, ExternalIdentity identity)
    {
        writer.String(identity.Uri);
        writer.String(identity.ETag);
        writer.String(identity.VersionId);
    }

    public static ExternalIdentity ReadExternal(ref ByteReader reader)
    {
        var uri = reader.Text(ExternalIdentity.MaxBytes, "a URI");
        var etag = reader.Text(ExternalIdentity.MaxBytes, "an ETag");
        return new ExternalIdentity(uri, etag, reader.Text(ExternalIdentity.MaxBytes, "a version id"));
    }

    private static int Index(ref ByteReader reader, Origin[] origins)
    {
        var index = reader.Varint();
        return index < (ulong)origins.Length ? (int)index : throw reader.Fault($"an origin below {origins.Length}", $"{index}");
    }

    private static (long Offset, long Length) Range(ref ByteReader reader)
    {
        var offset = reader.Long("an offset");
        var length = reader.Long("a length");
        return length <= long.MaxValue - offset ? (offset, length) : throw reader.Fault("a range below 2^63", $"{offset}+{length}");
    }
}
