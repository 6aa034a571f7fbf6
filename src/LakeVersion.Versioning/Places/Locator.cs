using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Places;

/// <summary>Where bytes are (docs/format.md, section 3). It says nothing of what they are.</summary>
/// <remarks>
/// In a pack, offset and length cover the whole block with its header and checksum; in an object, offset is 0 and length is
/// the content's. The remaining numbers are zero for external and absent places.
/// </remarks>
[JsonConverter(typeof(LocatorJsonConverter))]
public sealed record Locator
{
    private Locator()
    {
    }

    /// <summary>The place that a partial mirror gives to what it left out.</summary>
    public static Locator Absent { get; } = new() { Room = Room.Absent };

    /// <summary>What sort of place this is.</summary>
    public required Room Room { get; init; }

    /// <summary>The epoch of the key, which decides when it may be collected.</summary>
    public uint Epoch { get; init; }

    /// <summary>The transaction that wrote the pack or object.</summary>
    public Id128 TransactionId { get; init; }

    /// <summary>The number of the pack or object within its transaction.</summary>
    public uint Sequence { get; init; }

    /// <summary>Where the bytes begin in the pack or object.</summary>
    public long Offset { get; init; }

    /// <summary>How many bytes there are.</summary>
    public long Length { get; init; }

    /// <summary>Where external content is; null for every other room.</summary>
    public ExternalIdentity? External { get; init; }

    /// <summary>A block of a pack.</summary>
    public static Locator InPack(uint epoch, Id128 transactionId, uint sequence, long offset, long length) =>
        Stored(Room.Pack, epoch, transactionId, sequence, offset, length);

    /// <summary>An object of its own.</summary>
    public static Locator InObject(uint epoch, Id128 transactionId, uint sequence, long length) =>
        Stored(Room.Object, epoch, transactionId, sequence, 0, length);

    /// <summary>Content outside the lake.</summary>
    public static Locator AtExternal(ExternalIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return new Locator { Room = Room.External, External = identity };
    }

    /// <summary>The key of the pack or object.</summary>
    /// <exception cref="LakeException">NotFound: the bytes were left out. Unsupported: they are outside the lake.</exception>
    public StoreKey ToKey() => Room switch
    {
        Room.Pack => KeyOf("packs", Epoch, TransactionId, Sequence),
        Room.Object => KeyOf("objects", Epoch, TransactionId, Sequence),
        Room.Absent => throw LakeException.NotFound(
            "The bytes were left out of this partial mirror; read them from the lake that it mirrors."),
        _ => throw LakeException.Unsupported($"The bytes are outside the lake, at '{External?.Uri}'; a lake's store cannot read them."),
    };

    /// <summary>The place in words, for messages.</summary>
    internal string Describe() => Room switch
    {
        Room.Pack => string.Create(CultureInfo.InvariantCulture, $"{ToKey()} (bytes {Offset} to {Offset + Length})"),
        Room.Object => ToKey().Value,
        Room.External => $"'{External?.Uri}'",
        _ => "a place left out by a partial mirror",
    };

    internal static Locator Stored(Room room, uint epoch, Id128 transactionId, uint sequence, long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue - offset);
        return new Locator
        {
            Room = room,
            Epoch = epoch,
            TransactionId = transactionId,
            Sequence = sequence,
            Offset = offset,
            Length = length,
        };
    }

    /// <summary>The first part of the key behind the folder: the first byte of the SHA-256 of the name.</summary>
    internal static byte HashByte(Id128 transactionId, uint sequence) => HashByte(NameOf(transactionId, sequence));

    // The hash comes first in the key, so that writers spread over a store's partitions from the first request on.
    private static StoreKey KeyOf(string folder, uint epoch, Id128 transactionId, uint sequence)
    {
        var name = NameOf(transactionId, sequence);
        return StoreKey.Parse(string.Create(CultureInfo.InvariantCulture, $"{folder}/{HashByte(name):x2}/{epoch:x8}/{name}"));
    }

    private static string NameOf(Id128 transactionId, uint sequence) => string.Create(CultureInfo.InvariantCulture, $"{transactionId}-{sequence:x}");

    private static byte HashByte(string name)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes(name), digest);
        return digest[0];
    }
}
