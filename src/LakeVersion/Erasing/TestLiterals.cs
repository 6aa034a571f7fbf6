using LakeVersion.Rows.Expressions;

namespace LakeVersion.Erasing;

/// <summary>The literals of a test, looked for as whole words in texts that people and programs wrote.</summary>
internal sealed class TestLiterals
{
    // A word as short as that says nothing of anybody, and is in every other message.
    private const int LeastLetters = 3;

    private readonly List<string> words;

    public TestLiterals(IEnumerable<Predicate> tests) => words =
        [.. tests.SelectMany(Values).Where(word => word.Length >= LeastLetters || word.Any(char.IsDigit)).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>True where a text holds one, whatever its casing.</summary>
    public bool AreIn(string? text) => text is not null && words.Exists(word => Holds(text, word));

    private static bool Holds(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if (!(at > 0 && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(word[0]))
                && !(end < text.Length && char.IsLetterOrDigit(text[end]) && char.IsLetterOrDigit(word[^1])))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Values(Predicate test) => test switch
    {
        Comparison one => Text(one.Value),
        OneOf some => some.Values.SelectMany(Text),
        StartsWith begin => [begin.Prefix],
        Negation not => Values(not.Term),
        AllOf all => all.Terms.SelectMany(Values),
        AnyOf any => any.Terms.SelectMany(Values),
        _ => [],
    };

    private static string[] Text(Scalar value) => value.Kind switch
    {
        ScalarKind.Boolean => [],
        ScalarKind.Text => [value.TextValue],
        _ => [value.ToString()],
    };
}
