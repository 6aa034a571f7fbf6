using System.Buffers.Binary;

namespace LakeVersion.Delta.DeletionVectors;

/// <summary>The text form of bytes in deletion vector descriptors (ZeroMQ RFC 32): five characters are four bytes, the first the highest.</summary>
internal static class Z85
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    private const int Characters = 5;
    private const int Bytes = 4;

    /// <summary>The bytes; null where the text is not made of whole groups of the alphabet's characters.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.Length % Characters != 0)
        {
            return null;
        }

        var bytes = new byte[text.Length / Characters * Bytes];
        for (var group = 0; group < text.Length / Characters; group++)
        {
            ulong value = 0;
            foreach (var character in text.Slice(group * Characters, Characters))
            {
                var digit = Alphabet.IndexOf(character, StringComparison.Ordinal);
                if (digit < 0)
                {
                    return null;
                }

                value = (value * (ulong)Alphabet.Length) + (ulong)digit;
            }

            if (value > uint.MaxValue)
            {
                return null;
            }

            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(group * Bytes), (uint)value);
        }

        return bytes;
    }
}
