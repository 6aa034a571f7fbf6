using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Patterns of <c>like</c>.</summary>
internal static class LikePattern
{
    // No character has these numbers.
    private const int Any = -1;
    private const int One = -2;

    /// <exception cref="LakeException">Invalid: a backslash before something that needs none.</exception>
    public static List<int> Read(string pattern)
    {
        var parts = new List<int>();
        var isEscaped = false;
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (isEscaped && rune.Value is not ('%' or '_' or '\\'))
            {
                break;
            }

            if (!isEscaped && rune.Value == '\\')
            {
                isEscaped = true;
                continue;
            }

            parts.Add(isEscaped ? rune.Value : rune.Value switch { '%' => Any, '_' => One, var other => other });
            isEscaped = false;
        }

        return isEscaped ? throw LakeException.Invalid($@"the pattern '{pattern}' has a backslash that is before neither %, _ nor \.") : parts;
    }

    // Each % first takes nothing, then one more character whenever the rest does not match.
    public static bool Matches(IReadOnlyList<Rune> text, List<int> pattern)
    {
        var (at, part, any, from) = (0, 0, -1, 0);
        while (at < text.Count)
        {
            if (part < pattern.Count && pattern[part] == Any)
            {
                (any, from) = (part++, at);
            }
            else if (part < pattern.Count && (pattern[part] == One || pattern[part] == text[at].Value))
            {
                (at, part) = (at + 1, part + 1);
            }
            else if (any >= 0)
            {
                (part, at) = (any + 1, ++from);
            }
            else
            {
                return false;
            }
        }

        return pattern.Skip(part).All(rest => rest == Any);
    }
}
