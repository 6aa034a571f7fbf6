using System.Globalization;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Parsing;

/// <summary>Reads <c>BRANCH#N</c>, an entry of a branch's log; <c>#N</c> means the chosen branch.</summary>
internal static class EntryText
{
    /// <exception cref="LakeException">Invalid: another form.</exception>
    public static (string Branch, long N) Parse(string text, string chosen)
    {
        var sign = text.LastIndexOf('#');
        return sign >= 0 && long.TryParse(text[(sign + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0
            ? (sign == 0 ? chosen : text[..sign], n)
            : throw LakeException.Invalid($"'{text}': expected BRANCH#N, an entry of a branch as 'lv audit' shows it, such as {chosen}#17.");
    }
}
