using System.Buffers.Binary;
using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Packs;

/// <summary>Writes the common forms of docs/format.md, section 1, into one growing buffer that can be used again.</summary>
internal sealed class ByteWriter(int capacity = 256)
{
    private byte[] buffer = new byte[capacity];

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until the next call.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public byte[] ToArray() => Written.ToArray();

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    public void I64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    public void Digest(ContentHash value) => value.Write(Reserve(ContentHash.SizeBytes));

    public void Id(Id128 value) => value.Write(Reserve(Id128.SizeBytes));

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    /// <summary>A whole number that is never negative.</summary>
    public void Varint(long value) => Varint(checked((ulong)value));

    /// <summary>A varint length and that many bytes.</summary>
    public void String(ReadOnlySpan<byte> bytes)
    {
        Varint((ulong)bytes.Length);
        Raw(bytes);
    }

    /// <summary>Text as a string of UTF-8.</summary>
    public void String(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Varint((ulong)length);
        Encoding.UTF8.GetBytes(text, Reserve(length));
    }

    /// <summary>Overwrites four bytes that were written before, where a length is known only afterwards.</summary>
    public void PatchU32(int position, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(position, 4), value);

    /// <summary>Claims room for so many bytes, which the caller must fill.</summary>
    public Span<byte> Reserve(int count)
    {
        var needed = checked(Length + count);
        if (needed > buffer.Length)
        {
            Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max(needed, buffer.Length * 2L)));
        }

        var span = buffer.AsSpan(Length, count);
        Length = needed;
        return span;
    }
}
