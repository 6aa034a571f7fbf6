using System.Buffers.Binary;

namespace LakeVersion.Delta.DeletionVectors;

/// <summary>The text form of bytes in deletion vector descriptors (ZeroMQ RFC 32): five characters are four bytes, the first the highest.</summary>
/// <remarks>Some writers shorten the last group: <c>#</c>, with which no full group can begin, stands for each byte that it lacks.</remarks>
internal static class Z85
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    private const int Characters = 5;
    private const int Bytes = 4;
    private const char Lacking = '#';

    /// <summary>The bytes; null where the text is not made of whole groups of the alphabet's characters.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.Length % Characters != 0)
        {
            return null;
        }

        var lacking = text.Length == 0 ? 0 : text[^Characters..].IndexOfAnyExcept(Lacking);
        var bytes = new byte[text.Length / Characters * Bytes];
        for (var group = 0; group < text.Length / Characters; group++)
        {
            var characters = text.Slice(group * Characters, Characters);
            var isLast = (group + 1) * Characters == text.Length;
            if (Value(isLast && lacking is > 0 and < Bytes ? characters[lacking..] : characters) is not { } value)
            {
                return null;
            }

            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(group * Bytes), isLast && lacking > 0 ? value << (8 * lacking) : value);
        }

        return lacking > 0 ? bytes[..^lacking] : bytes;
    }

    /// <summary>The text of bytes.</summary>
    /// <param name="bytes">As many as make whole groups: a multiple of four.</param>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length % Bytes, 0);
        var text = new char[bytes.Length / Bytes * Characters];
        for (var group = 0; group < bytes.Length / Bytes; group++)
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(bytes[(group * Bytes)..]);
            for (var i = Characters - 1; i >= 0; i--)
            {
                text[(group * Characters) + i] = Alphabet[(int)(value % (uint)Alphabet.Length)];
                value /= (uint)Alphabet.Length;
            }
        }

        return new string(text);
    }

    // Null where a character is none of the alphabet, or the number takes more bytes than the characters stand for.
    private static uint? Value(ReadOnlySpan<char> characters)
    {
        ulong value = 0;
        foreach (var character in characters)
        {
            var digit = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (digit < 0)
            {
                return null;
            }

            value = (value * (ulong)Alphabet.Length) + (ulong)digit;
        }

        return value >> (8 * (characters.Length - 1)) == 0 ? (uint)value : null;
    }
}
