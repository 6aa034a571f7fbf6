using System.IO.Enumeration;
using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Collection.Retention;

/// <summary>How long the past of some names stays readable: one setting, <c>retain.NAME</c>, as <c>branches=dev/*; age=30d; count=10; deleted=7d</c>.</summary>
/// <remarks>
/// A state is kept while it is the newest of its log, one of the newest <see cref="Count"/>, or was replaced less than <see cref="Age"/> ago. Where
/// several rules cover a name, what any of them keeps is kept. What no rule covers is kept for ever.
/// </remarks>
public sealed record RetentionRule
{
    /// <summary>What the names of the settings begin with.</summary>
    public const string SettingPrefix = "retain.";

    /// <summary>How long a deleted name can be restored where a rule says nothing of it.</summary>
    public static readonly TimeSpan DefaultDeleted = TimeSpan.FromDays(7);

    private const int MaxName = 64;

    /// <summary>The rule's name: 1 to 64 letters, digits, <c>-</c>, <c>_</c> and <c>.</c></summary>
    public required string Name { get; init; }

    /// <summary>The branches: names, or patterns with <c>*</c>, which also stands for <c>/</c>, and <c>?</c>.</summary>
    public IReadOnlyList<string> Branches { get; init; } = [];

    /// <summary>The tags, as <see cref="Branches"/>. A live tag is always kept; a rule says how long a deleted one is.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>How long a state is kept after another took its place; null where age keeps nothing.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>How many of the newest states are kept, at least 1; null where their number keeps nothing.</summary>
    public long? Count { get; init; }

    /// <summary>How long a deleted name can be restored; null for <see cref="Age"/>, or 7 days where there is none.</summary>
    public TimeSpan? Deleted { get; init; }

    /// <summary>The setting's name.</summary>
    public string Setting => SettingPrefix + Name;

    /// <summary><see cref="Deleted"/>, or what stands for it.</summary>
    public TimeSpan DeletedSpan => Deleted ?? Age ?? DefaultDeleted;

    /// <summary>True for the setting of a rule.</summary>
    public static bool IsSetting(string name) => name?.StartsWith(SettingPrefix, StringComparison.Ordinal) ?? false;

    /// <summary>A span as settings hold it: in its largest whole unit, <c>7d</c>, <c>36h</c>, <c>90m</c> or <c>5s</c>.</summary>
    public static string Format(TimeSpan span) => SpanText.Format(span);

    /// <summary>Reads a rule as the setting holds it.</summary>
    /// <exception cref="LakeException">Invalid: names the rule, what was found and what is expected.</exception>
    public static RetentionRule Parse(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        var rule = new RetentionRule { Name = name };
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (word, value) = equals < 0 ? (part, "") : (part[..equals].TrimEnd(), part[(equals + 1)..].Trim());
            rule = word switch
            {
                "branches" => rule with { Branches = [.. rule.Branches, .. value.Split(',', StringSplitOptions.TrimEntries)] },
                "tags" => rule with { Tags = [.. rule.Tags, .. value.Split(',', StringSplitOptions.TrimEntries)] },
                "age" when SpanText.TryParse(value, out var age) => rule with { Age = age },
                "deleted" when SpanText.TryParse(value, out var deleted) => rule with { Deleted = deleted },
                "count" when long.TryParse(value, out var count) => rule with { Count = count },
                _ => throw rule.Fault($"'{part}' is none of branches=PATTERN,…, tags=PATTERN,…, age=30d, count=10, deleted=7d"),
            };
        }

        rule.Check();
        return rule;
    }

    /// <summary>True where the rule holds for a name.</summary>
    public bool Covers(RefName name) => name.Kind switch
    {
        RefKind.Branch => Matches(Branches, name.Name),
        RefKind.Tag => Matches(Tags, name.Name),
        _ => false,
    };

    /// <summary>Refuses a rule that could not be stored, or would say nothing.</summary>
    /// <exception cref="LakeException">Invalid: names the rule and the fault.</exception>
    public void Check()
    {
        if (Name.Length is 0 or > MaxName || !Name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw Fault("its name must be 1 to 64 letters, digits, '-', '_' and '.'");
        }

        if (Branches.Concat(Tags).FirstOrDefault(static word => !IsWord(word)) is { } wrong)
        {
            throw Fault($"'{wrong}' is no pattern: those are not empty and hold no space, control character, ',', ';' or '='");
        }

        if (Branches.Count + Tags.Count == 0)
        {
            throw Fault("it names neither branches nor tags");
        }

        if (Branches.Count > 0 && Age is null && Count is null && Deleted is null)
        {
            throw Fault("it says not how long: an age, a count or a span for deleted names is expected");
        }

        if (Count is < 1 || Age < TimeSpan.Zero || Deleted < TimeSpan.Zero)
        {
            throw Fault("a count is at least 1, and spans are not negative; the newest state is always kept");
        }
    }

    /// <summary>The setting's value.</summary>
    public override string ToString()
    {
        string?[] parts =
        [
            Branches.Count > 0 ? "branches=" + string.Join(',', Branches) : null,
            Tags.Count > 0 ? "tags=" + string.Join(',', Tags) : null,
            Age is { } age ? "age=" + SpanText.Format(age) : null,
            Count is { } count ? $"count={count}" : null,
            Deleted is { } deleted ? "deleted=" + SpanText.Format(deleted) : null,
        ];
        return string.Join("; ", parts.Where(part => part is not null));
    }

    private static bool Matches(IReadOnlyList<string> patterns, string name) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    private static bool IsWord(string word) => word.Length > 0 && !word.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ',' or ';' or '=');

    private LakeException Fault(string fault) => LakeException.Invalid($"The retention rule '{Name}' cannot be set: {fault}.");
}
