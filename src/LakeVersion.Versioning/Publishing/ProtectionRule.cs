using System.IO.Enumeration;
using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Publishing;

/// <summary>What some branches are protected from: one setting, <c>protect.NAME</c>, as <c>branches=main,release/*; merge-only; checks=orders</c>.</summary>
/// <remarks>Clients enforce it; whoever writes to the store past LakeVersion can go round it, which shows in the audit.</remarks>
public sealed record ProtectionRule
{
    /// <summary>What the names of the settings begin with.</summary>
    public const string SettingPrefix = "protect.";

    /// <summary>The most bytes of a name.</summary>
    private const int MaxName = 64;

    /// <summary>The rule's name: 1 to 64 letters, digits, <c>-</c>, <c>_</c> and <c>.</c></summary>
    public required string Name { get; init; }

    /// <summary>The branches: names, or patterns with <c>*</c>, which also stands for <c>/</c>, and <c>?</c>. At least one.</summary>
    public required IReadOnlyList<string> Branches { get; init; }

    /// <summary>
    /// True lets the branch move only by merges of other branches, squashed or not, and by fast-forwards: no commit is made on it directly, and
    /// it is not moved back.
    /// </summary>
    public bool MergeOnly { get; init; }

    /// <summary>True keeps the branch from being reset, and from having a movement taken back by moving it.</summary>
    public bool NoReset { get; init; }

    /// <summary>True keeps the branch from being deleted or renamed.</summary>
    public bool NoDelete { get; init; }

    /// <summary>The names of the checks that must pass on what the branch is to hold, before it does. A client that cannot run one is refused.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>The setting's name.</summary>
    public string Setting => SettingPrefix + Name;

    /// <summary>Reads a rule as the setting holds it.</summary>
    /// <exception cref="LakeException">Invalid: names the rule, what was found and what is expected.</exception>
    public static ProtectionRule Parse(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        var rule = new ProtectionRule { Name = name, Branches = [] };
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (word, list) = equals < 0 ? (part, []) : (part[..equals].TrimEnd(), part[(equals + 1)..].Split(',', StringSplitOptions.TrimEntries));
            rule = (word, equals < 0) switch
            {
                ("branches", false) => rule with { Branches = [.. rule.Branches, .. list] },
                ("checks", false) => rule with { Checks = [.. rule.Checks, .. list] },
                ("merge-only", true) => rule with { MergeOnly = true },
                ("no-reset", true) => rule with { NoReset = true },
                ("no-delete", true) => rule with { NoDelete = true },
                _ => throw rule.Fault($"'{part}' is none of branches=…, merge-only, no-reset, no-delete, checks=…"),
            };
        }

        rule.Check();
        return rule;
    }

    /// <summary>True where the rule holds for a branch.</summary>
    public bool Covers(RefName name) =>
        name.Kind == RefKind.Branch && !name.IsWorkbench && Branches.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name.Name, ignoreCase: false));

    /// <summary>Refuses a rule that could not be stored, or would say nothing.</summary>
    /// <exception cref="LakeException">Invalid: names the rule and the fault.</exception>
    public void Check()
    {
        if (Name.Length is 0 or > MaxName || !Name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw Fault("its name must be 1 to 64 letters, digits, '-', '_' and '.'");
        }

        if (Branches.Count == 0)
        {
            throw Fault("it names no branches; branches=PATTERN,… is expected");
        }

        if (Branches.Concat(Checks).FirstOrDefault(static word => !IsWord(word)) is { } wrong)
        {
            throw Fault($"'{wrong}' is no pattern or name: those are not empty and hold no space, control character, ',', ';' or '='");
        }

        if (!MergeOnly && !NoReset && !NoDelete && Checks.Count == 0)
        {
            throw Fault("it forbids and asks for nothing; merge-only, no-reset, no-delete or checks=NAME,… is expected");
        }
    }

    /// <summary>The setting's value.</summary>
    public override string ToString()
    {
        string?[] parts =
        [
            "branches=" + string.Join(',', Branches),
            MergeOnly ? "merge-only" : null,
            NoReset ? "no-reset" : null,
            NoDelete ? "no-delete" : null,
            Checks.Count > 0 ? "checks=" + string.Join(',', Checks) : null,
        ];
        return string.Join("; ", parts.Where(part => part is not null));
    }

    private static bool IsWord(string word) => word.Length > 0 && !word.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ',' or ';' or '=');

    private LakeException Fault(string fault) => LakeException.Invalid($"The protection rule '{Name}' cannot be set: {fault}.");
}
