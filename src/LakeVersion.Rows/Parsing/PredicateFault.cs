using LakeVersion.Storage;

namespace LakeVersion.Rows.Parsing;

/// <summary>Errors that point at the place in a text.</summary>
internal static class PredicateFault
{
    // How much of a long text is shown on either side of the fault.
    private const int Around = 60;

    /// <param name="text">The whole text.</param>
    /// <param name="at">Where the fault is.</param>
    /// <param name="message">What it is, as a sentence.</param>
    public static LakeException At(ParsedText text, int at, string message)
    {
        var from = at <= Around ? 0 : at - Around;
        var to = text.Length - at <= Around ? text.Length : at + Around;
        // Not between the halves of a surrogate pair.
        from -= from > 0 && char.IsLowSurrogate(text[from]) ? 1 : 0;
        to -= to < text.Length && char.IsLowSurrogate(text[to]) ? 1 : 0;
        var line = string.Concat(text.Value[from..to].Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
        var (before, after) = (from > 0 ? "…" : "", to < text.Length ? "…" : "");
        var caret = new string(' ', before.Length + Length(text.Value.AsSpan(from..at))) + "^";
        return LakeException.Invalid($"The {text.What} is wrong at column {Length(text.Value.AsSpan(..at)) + 1}: {message}\n  {before}{line}{after}\n  {caret}");
    }

    private static int Length(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
