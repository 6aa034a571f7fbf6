using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Packs;

/// <summary>Reads the common forms of docs/format.md, section 1. Every fault is a Corrupt that names thing, place and byte.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> data, string thing, Locator place)
{
    private readonly ReadOnlySpan<byte> data = data;
    private readonly string thing = thing;
    private readonly Locator place = place;

    /// <summary>Where the next read begins.</summary>
    public int Position { get; private set; }

    public readonly int Remaining => data.Length - Position;

    public readonly bool AtEnd => Position == data.Length;

    public byte Byte() => Raw(1)[0];

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Raw(4));

    public long I64() => BinaryPrimitives.ReadInt64LittleEndian(Raw(8));

    public ContentHash Digest() => ContentHash.Read(Raw(ContentHash.SizeBytes));

    public Id128 Id() => Id128.Read(Raw(Id128.SizeBytes));

    public ReadOnlySpan<byte> Raw(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            throw Fault($"{count} more bytes", $"{Remaining}");
        }

        var span = data.Slice(Position, count);
        Position += count;
        return span;
    }

    public ulong Varint()
    {
        // Nearly all numbers in nodes are below 128.
        if (Position < data.Length && data[Position] < 0x80)
        {
            return data[Position++];
        }

        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            if (shift == 63 && next > 1)
            {
                throw Fault("a number below 2^64", "a longer one");
            }

            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return next != 0 || shift == 0 ? value : throw Fault("a number in its shortest form", "a longer form");
            }
        }

        throw Fault("a number of at most 10 bytes", "a longer one");
    }

    /// <summary>A number that must not be greater than <paramref name="max"/>; checked before anyone allocates by it.</summary>
    public int Count(int max, string what)
    {
        var value = Varint();
        return value <= (ulong)max ? (int)value : throw Fault($"{what} of at most {max}", Number(value));
    }

    /// <summary>A number that must fit into 63 bits.</summary>
    public long Long(string what)
    {
        var value = Varint();
        return value <= long.MaxValue ? (long)value : throw Fault($"{what} below 2^63", Number(value));
    }

    /// <summary>A number that must fit into 32 bits.</summary>
    public uint UInt(string what)
    {
        var value = Varint();
        return value <= uint.MaxValue ? (uint)value : throw Fault($"{what} below 2^32", Number(value));
    }

    /// <summary>A varint length and that many bytes, no more than <paramref name="max"/>.</summary>
    public ReadOnlySpan<byte> String(int max, string what) => Raw(Count(max, $"length of {what}"));

    /// <summary>A string of UTF-8.</summary>
    public string Text(int max, string what)
    {
        var bytes = String(max, what);
        return System.Text.Unicode.Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : throw Fault($"{what} in UTF-8", "other bytes");
    }

    /// <summary>Refuses bytes behind the last thing read.</summary>
    public readonly void End()
    {
        if (!AtEnd)
        {
            throw Fault("the end", $"{Remaining} more bytes");
        }
    }

    public readonly LakeException Fault(string expected, string found) => LakeException.Corrupt(string.Create(
        CultureInfo.InvariantCulture,
        $"The {thing} in {place.Describe()} is damaged: at its byte {Position}, expected {expected}, found {found}."));

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
