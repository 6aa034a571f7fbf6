using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LakeVersion.Storage;

/// <summary>A SHA-256 digest, written as 64 lower-case hex digits: what content, nodes and commits are known by.</summary>
public readonly struct ContentHash : IEquatable<ContentHash>, IComparable<ContentHash>
{
    /// <summary>The length of a digest in bytes.</summary>
    public const int SizeBytes = 32;

    private readonly UInt128 high;
    private readonly UInt128 low;

    private ContentHash(UInt128 high, UInt128 low) => (this.high, this.low) = (high, low);

    /// <summary>The digest of plain bytes, as other tools compute it.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[SizeBytes];
        SHA256.HashData(content, digest);
        return Read(digest);
    }

    /// <summary>The digest of a stored thing of one type: the domain, a zero byte, then the bytes.</summary>
    /// <remarks>Two types of object never share a digest, whatever their bytes.</remarks>
    public static ContentHash OfDomain(string domain, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(domain);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> prefix = stackalloc byte[64];
        var length = Encoding.UTF8.GetBytes(domain, prefix);
        prefix[length] = 0;
        hash.AppendData(prefix[..(length + 1)]);
        hash.AppendData(content);
        Span<byte> digest = stackalloc byte[SizeBytes];
        hash.GetHashAndReset(digest);
        return Read(digest);
    }

    /// <summary>Reads 32 bytes.</summary>
    public static ContentHash Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..SizeBytes]));

    /// <summary>Writes 32 bytes.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, high);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], low);
    }

    /// <summary>Reads exactly 64 lower-case hex digits.</summary>
    /// <exception cref="LakeException">Invalid: the text is anything else.</exception>
    public static ContentHash Parse(string text) =>
        TryParse(text, out var hash) ? hash : throw LakeException.Invalid($"'{text}' is not a digest: expected 64 lower-case hex digits.");

    /// <summary>Reads exactly 64 lower-case hex digits; false where the text is anything else.</summary>
    public static bool TryParse(string? text, out ContentHash hash)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        var valid = LowerHex.TryParse(text, bytes);
        hash = valid ? Read(bytes) : default;
        return valid;
    }

    /// <inheritdoc/>
    public bool Equals(ContentHash other) => high == other.high && low == other.low;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ContentHash other && Equals(other);

    // The digest is uniform already: any of its bits make a good hash code.
    /// <inheritdoc/>
    public override int GetHashCode() => (int)(ulong)low;

    /// <summary>Compares by bytes.</summary>
    public int CompareTo(ContentHash other) => high != other.high ? high.CompareTo(other.high) : low.CompareTo(other.low);

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>True where both digests are equal.</summary>
    public static bool operator ==(ContentHash left, ContentHash right) => left.Equals(right);

    /// <summary>True where the digests differ.</summary>
    public static bool operator !=(ContentHash left, ContentHash right) => !left.Equals(right);

    /// <summary>True where <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(ContentHash left, ContentHash right) => left.CompareTo(right) < 0;

    /// <summary>True where <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(ContentHash left, ContentHash right) => left.CompareTo(right) > 0;

    /// <summary>True where <paramref name="left"/> sorts before or equals <paramref name="right"/>.</summary>
    public static bool operator <=(ContentHash left, ContentHash right) => left.CompareTo(right) <= 0;

    /// <summary>True where <paramref name="left"/> sorts after or equals <paramref name="right"/>.</summary>
    public static bool operator >=(ContentHash left, ContentHash right) => left.CompareTo(right) >= 0;
}
