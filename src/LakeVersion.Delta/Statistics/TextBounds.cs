using System.Text;

namespace LakeVersion.Delta.Statistics;

/// <summary>Cuts text bounds to a prefix that still bounds every value, in the order of UTF-8 bytes.</summary>
internal static class TextBounds
{
    /// <summary>Code points that a bound keeps.</summary>
    public const int Length = 32;

    /// <summary>The prefix, which is never greater than the text.</summary>
    public static string Lower(string text) => Prefix(text) ?? text;

    /// <summary>A text of at most 32 code points that is not smaller; null where there is none.</summary>
    public static string? Upper(string text)
    {
        return Prefix(text) is { } prefix ? Beyond(prefix) : text;
    }

    /// <summary>The least text that is greater than every text that begins with the prefix; null where there is none.</summary>
    public static string? Beyond(string prefix)
    {
        // The last code point that has a successor is raised; what stands behind it no longer matters.
        var runes = prefix.EnumerateRunes().ToArray();
        for (var last = runes.Length - 1; last >= 0; last--)
        {
            if (Successor(runes[last]) is { } next)
            {
                return string.Concat(runes[..last].Append(next));
            }
        }

        return null;
    }

    // Surrogates are no code points of text, so the one before them is followed by the one behind them.
    private static Rune? Successor(Rune rune) => rune.Value switch
    {
        0x10FFFF => null,
        0xD7FF => new Rune(0xE000),
        var value => new Rune(value + 1),
    };

    // Null where the text is short enough as it is.
    private static string? Prefix(string text)
    {
        var (units, points) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (points++ == Length)
            {
                return text[..units];
            }

            units += rune.Utf16SequenceLength;
        }

        return null;
    }
}
