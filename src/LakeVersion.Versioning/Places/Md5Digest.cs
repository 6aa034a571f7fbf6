using System.Buffers.Binary;
using System.Globalization;

namespace LakeVersion.Versioning.Places;

/// <summary>An MD5 digest, kept beside the SHA-256 for foreign tools that name content by it; nothing here trusts it.</summary>
public readonly record struct Md5Digest(UInt128 Value)
{
    /// <summary>The length of a digest in bytes.</summary>
    public const int SizeBytes = 16;

    /// <summary>Reads 16 bytes.</summary>
    public static Md5Digest Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Writes 16 bytes.</summary>
    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, Value);

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
