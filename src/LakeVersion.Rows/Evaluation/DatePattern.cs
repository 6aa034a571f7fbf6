using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>The patterns of <c>date_format</c> that mean the same in every engine.</summary>
internal static class DatePattern
{
    private static readonly string[] Parts = ["yyyy", "MM", "dd", "HH", "mm", "ss"];

    /// <summary>The pattern in .NET's words.</summary>
    /// <exception cref="LakeException">Invalid: a letter that is none of yyyy, MM, dd, HH, mm and ss.</exception>
    public static string Read(string pattern)
    {
        var result = new StringBuilder();
        for (var at = 0; at < pattern.Length;)
        {
            var end = at + 1;
            while (end < pattern.Length && pattern[end] == pattern[at])
            {
                end++;
            }

            var run = pattern[at..end];
            if (!Parts.Contains(run) && (char.IsLetter(run[0]) || run[0] is '\'' or '[' or ']' or '{' or '}' or '#'))
            {
                throw LakeException.Invalid($"date_format understands {string.Join(", ", Parts)} and signs between them; found '{run}'.");
            }

            // What is not a part stands for itself; a backslash keeps .NET from seeing more in it.
            result.Append(Parts.Contains(run) ? run : string.Concat(run.Select(c => "\\" + c)));
            at = end;
        }

        // A pattern of one letter would be a standard format.
        return result.Length > 0 ? result.ToString() : throw LakeException.Invalid("date_format takes a pattern, such as 'yyyy-MM-dd'.");
    }
}
