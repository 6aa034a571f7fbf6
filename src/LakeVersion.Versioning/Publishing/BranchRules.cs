using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Settings;

namespace LakeVersion.Versioning.Publishing;

/// <summary>What the settings in force forbid to do with one branch. Pure.</summary>
internal sealed class BranchRules
{
    private readonly RefName branch;
    private readonly string lake;
    private readonly List<ProtectionRule> rules;

    private BranchRules(RefName branch, string lake, List<ProtectionRule> rules) => (this.branch, this.lake, this.rules) = (branch, lake, rules);

    /// <summary>The names of the checks that what the branch is to hold must pass, each with the rule that asks for it.</summary>
    public IReadOnlyDictionary<string, string> Checks => rules
        .SelectMany(rule => rule.Checks.Select(check => (Check: check, rule.Name)))
        .DistinctBy(pair => pair.Check)
        .ToDictionary(pair => pair.Check, pair => pair.Name);

    /// <summary>The rules that cover a name; none for what is no branch.</summary>
    /// <exception cref="LakeException">Unsupported: a rule that this program cannot read.</exception>
    public static BranchRules Of(LakeStore lake, RefName name, SettingsValue settings) =>
        new(name, lake.Store.Name, name.Kind == RefKind.Branch ? [.. All(settings, lake.Store.Name).Where(rule => rule.Covers(name))] : []);

    /// <summary>All rules, the setting <c>protected</c> of old as one of that name, in order of names.</summary>
    /// <exception cref="LakeException">Unsupported: a rule that this program cannot read.</exception>
    public static IEnumerable<ProtectionRule> All(SettingsValue settings, string lake)
    {
        foreach (var (setting, value) in settings.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (setting.StartsWith(ProtectionRule.SettingPrefix, StringComparison.Ordinal))
            {
                yield return Read(setting, value, lake);
            }
            else if (setting == Protection.Setting && Protection.Patterns(value) is { Count: > 0 } patterns)
            {
                yield return new ProtectionRule { Name = Protection.Setting, Branches = patterns, NoDelete = true, NoReset = true };
            }
        }
    }

    /// <summary>Refuses to delete or rename the branch.</summary>
    /// <exception cref="LakeException">Refused: names the rule.</exception>
    public void CheckDelete(string what)
    {
        if (rules.Find(rule => rule.NoDelete) is { } rule)
        {
            throw Refused(rule, "no-delete", what, "");
        }
    }

    /// <summary>Refuses to move the branch to any other state than a later one.</summary>
    /// <exception cref="LakeException">Refused: names the rule.</exception>
    public void CheckReset()
    {
        if (rules.Find(rule => rule.NoReset || rule.MergeOnly) is { } rule)
        {
            throw Refused(rule, rule.NoReset ? "no-reset" : "merge-only", "moved back", " Take changes back by a new commit: lv revert, lv rollback or lv undo.");
        }
    }

    /// <summary>Refuses a commit that merges nothing.</summary>
    /// <exception cref="LakeException">Refused: names the rule.</exception>
    public void CheckDirectCommit()
    {
        if (rules.Find(rule => rule.MergeOnly) is { } rule)
        {
            throw Refused(rule, "merge-only", "committed to directly", $" Commit to another branch and merge that: lv merge BRANCH --into {branch.Name}");
        }
    }

    private static ProtectionRule Read(string setting, string value, string lake)
    {
        try
        {
            return ProtectionRule.Parse(setting[ProtectionRule.SettingPrefix.Length..], value);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Invalid)
        {
            // What cannot be understood must not be taken for nothing.
            throw LakeException.Unsupported($"The setting '{setting}' of {lake} is a protection rule that this program cannot read ('{value}'), so no branch can be moved. Set or unset it: lv settings");
        }
    }

    private LakeException Refused(ProtectionRule rule, string effect, string what, string advice)
    {
        var how = rule.Name == Protection.Setting ? $"setting '{Protection.Setting}'" : $"{effect}";
        return LakeException.Refused($"{branch} of {lake} is protected by the rule '{rule.Name}' ({how}) and cannot be {what}. Nothing was changed.{advice}");
    }
}
