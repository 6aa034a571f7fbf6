using System.Buffers.Binary;

namespace LakeVersion.Storage;

/// <summary>A random 128-bit identity of a lake or a transaction, written as 32 lower-case hex digits.</summary>
public readonly record struct Id128(UInt128 Value)
{
    /// <summary>The length of an id in bytes.</summary>
    public const int SizeBytes = 16;

    /// <summary>Draws a new id.</summary>
    public static Id128 Create(IEntropy entropy)
    {
        ArgumentNullException.ThrowIfNull(entropy);
        Span<byte> bytes = stackalloc byte[SizeBytes];
        entropy.Fill(bytes);
        return Read(bytes);
    }

    /// <summary>Reads 16 bytes, big-endian, so that bytes and hex digits stand in the same order.</summary>
    public static Id128 Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>Writes 16 bytes, big-endian.</summary>
    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, Value);

    /// <summary>Reads exactly 32 lower-case hex digits.</summary>
    /// <exception cref="LakeException">Invalid: the text is anything else.</exception>
    public static Id128 Parse(string text) =>
        TryParse(text, out var id) ? id : throw LakeException.Invalid($"'{text}' is not an id: expected 32 lower-case hex digits.");

    /// <summary>Reads exactly 32 lower-case hex digits; false where the text is anything else.</summary>
    public static bool TryParse(string? text, out Id128 id)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        var valid = LowerHex.TryParse(text, bytes);
        id = valid ? Read(bytes) : default;
        return valid;
    }

    /// <summary>32 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}
