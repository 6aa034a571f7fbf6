using System.Buffers;

namespace LakeVersion.Storage;

/// <summary>The one spelling of bytes as text: lower-case hex digits, two a byte.</summary>
public static class LowerHex
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>True where every character is a lower-case hex digit.</summary>
    public static bool Is(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Digits);

    /// <summary>Reads text of exactly twice the destination's length; false where it is anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> destination) =>
        text.Length == destination.Length * 2
        && Is(text)
        && Convert.FromHexString(text, destination, out _, out _) == OperationStatus.Done;
}
