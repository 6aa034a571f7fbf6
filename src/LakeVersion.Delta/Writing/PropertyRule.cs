using System.Globalization;
using System.Text.RegularExpressions;

namespace LakeVersion.Delta.Writing;

/// <summary>What a property's value may be.</summary>
/// <param name="Expected">In words, for messages.</param>
/// <param name="IsValid">True where a value is one.</param>
internal sealed partial record PropertyRule(string Expected, Func<string, bool> IsValid)
{
    public static readonly PropertyRule Flag = new("true or false", value => value is "true" or "false");

    public static readonly PropertyRule Interval = new("a time such as 'interval 7 days'", value => IntervalText().IsMatch(value));

    public static PropertyRule OneOf(params string[] values) => new(string.Join(", ", values), value => values.Contains(value, StringComparer.Ordinal));

    public static PropertyRule Number(long least) => new(
        $"a whole number of at least {least}",
        value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least);

    [GeneratedRegex(@"^(interval\s+)?(\d+\s+(week|day|hour|minute|second|millisecond|microsecond)s?\s*)+$", RegexOptions.IgnoreCase)]
    private static partial Regex IntervalText();
}
