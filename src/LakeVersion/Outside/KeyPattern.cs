using System.Text;
using System.Text.RegularExpressions;
using LakeVersion.Storage;

namespace LakeVersion.Outside;

/// <summary>A pattern of keys: <c>*</c> is anything within a segment, <c>**</c> any number of segments, all else itself.</summary>
internal sealed class KeyPattern
{
    private readonly Regex regex;

    private KeyPattern(string folder, string pattern)
    {
        Folder = folder;

        // Without backtracking, whatever somebody writes.
        regex = new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>What stands before the first segment with a star; empty or with its closing slash.</summary>
    public string Folder { get; }

    /// <summary>Reads a path; null where it has no star.</summary>
    /// <exception cref="LakeException">Invalid: two stars that are no segment of their own.</exception>
    public static KeyPattern? Read(string path)
    {
        var star = path.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            return null;
        }

        var pattern = path[(path.LastIndexOf('/', star) + 1)..];
        return pattern.Split('/').All(segment => segment == "**" || !segment.Contains("**", StringComparison.Ordinal))
            ? new KeyPattern(path[..^pattern.Length], pattern)
            : throw LakeException.Invalid($"'{pattern}': '**' stands for whole folders, as in drop/**/*.csv; within a name use one '*'.");
    }

    /// <summary>True where a key, relative to <see cref="Folder"/>, is meant.</summary>
    public bool Matches(string name) => regex.IsMatch(name);

    private static string Translate(string pattern)
    {
        var text = new StringBuilder("\\A");
        var segments = pattern.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            _ = segments[i] == "**"
                ? text.Append(isLast ? ".+" : "(?:.*/)?")
                : text.Append(Regex.Escape(segments[i]).Replace("\\*", "[^/]*", StringComparison.Ordinal)).Append(isLast ? "" : "/");
        }

        // A name may hold a line feed.
        return "(?s)" + text.Append("\\z");
    }
}
