namespace LakeVersion.Rows.Parsing;

/// <summary>Backslashes in quoted text, as Spark's SQL reads them.</summary>
internal static class TextEscapes
{
    /// <summary>What an escape stands for; <paramref name="at"/> moves from the backslash to the escape's last character.</summary>
    /// <remarks><c>\%</c> and <c>\_</c> keep their backslash, which is for <c>like</c> to read.</remarks>
    public static string Read(ParsedText text, ref int at)
    {
        var start = at++;
        return (at < text.Length ? text[at] : ' ') switch
        {
            '\\' => "\\",
            '\'' => "'",
            '"' => "\"",
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            '%' => "\\%",
            '_' => "\\_",
            _ => throw PredicateFault.At(text, start, @"a backslash in text is written \\; of other escapes only \' \"" \n \t \r \% \_ are understood."),
        };
    }

    /// <summary>Text between quotes, so that it is read back.</summary>
    public static string Quote(string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        return $"'{escaped}'";
    }
}
