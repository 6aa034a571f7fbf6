using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Trees;

/// <summary>Keys from one up to, and without, another, as bytes of UTF-8.</summary>
/// <param name="Start">The least key; empty for no bound.</param>
/// <param name="End">Behind the last key; null for no bound.</param>
internal readonly record struct KeyRange(byte[] Start, byte[]? End)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>All keys with a prefix.</summary>
    public static KeyRange OfPrefix(string prefix)
    {
        var bytes = ToBytes(prefix);
        return new KeyRange(bytes, Successor(bytes));
    }

    /// <summary>The bytes of text that need not be a path.</summary>
    /// <exception cref="LakeException">Invalid: the text is not valid Unicode.</exception>
    public static byte[] ToBytes(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw LakeException.Invalid($"'{text}' is not valid Unicode: a surrogate stands alone.");
        }
    }

    /// <summary>The least key behind all that begin with the given bytes; null where none is.</summary>
    public static byte[]? Successor(ReadOnlySpan<byte> prefix)
    {
        // UTF-8 has no byte 0xFF, so that adding one to the last byte never overflows.
        if (prefix.IsEmpty)
        {
            return null;
        }

        var end = prefix.ToArray();
        end[^1]++;
        return end;
    }

    public bool IsBefore(ReadOnlySpan<byte> key) => End is { } end && key.SequenceCompareTo(end) >= 0;

    public bool Contains(ReadOnlySpan<byte> key) => key.SequenceCompareTo(Start) >= 0 && !IsBefore(key);
}
