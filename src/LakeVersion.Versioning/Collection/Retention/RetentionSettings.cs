using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Settings;

namespace LakeVersion.Versioning.Collection.Retention;

/// <summary>What the settings say of keeping and letting go. Pure.</summary>
/// <param name="Rules">The rules, in order of names. None keeps all.</param>
/// <param name="Grace">How long a snapshot that was opened stays readable, and unpublished uploads stay.</param>
internal sealed record RetentionSettings(IReadOnlyList<RetentionRule> Rules, TimeSpan Grace)
{
    /// <summary>The setting of the grace period, as <c>7d</c>.</summary>
    public const string GraceSetting = "gc.grace";

    /// <summary>The grace period where none is set.</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromDays(7);

    /// <summary>Reads them.</summary>
    /// <exception cref="LakeException">Unsupported: a rule or span that this program cannot read; nothing may then be let go.</exception>
    public static RetentionSettings Of(SettingsValue settings)
    {
        var rules = new List<RetentionRule>();
        foreach (var (name, value) in settings.Values.Where(pair => RetentionRule.IsSetting(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            try
            {
                rules.Add(RetentionRule.Parse(name[RetentionRule.SettingPrefix.Length..], value));
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Invalid)
            {
                throw LakeException.Unsupported($"The setting {name} = '{value}' is no rule that this program knows, so nothing may be let go. Use a newer LakeVersion. ({e.Message})");
            }
        }

        return new RetentionSettings(rules, GraceOf(settings.Values.GetValueOrDefault(GraceSetting)));
    }

    /// <summary>Refuses a value that could not be read again.</summary>
    /// <exception cref="LakeException">Invalid: names the fault.</exception>
    public static void CheckSetting(string name, string value)
    {
        if (RetentionRule.IsSetting(name))
        {
            RetentionRule.Parse(name[RetentionRule.SettingPrefix.Length..], value);
        }
        else if (name == GraceSetting && !SpanText.TryParse(value, out _))
        {
            throw LakeException.Invalid($"{name} = '{value}': expected a span such as 7d, 36h, 90m or 0s.");
        }
    }

    /// <summary>The rules that hold for a name. Deleted keeps go by all rules there are: they protected something from any of them.</summary>
    public IReadOnlyList<RetentionRule> For(RefName name) =>
        name.Kind == RefKind.Keep ? Rules : [.. Rules.Where(rule => rule.Covers(name))];

    private static TimeSpan GraceOf(string? text) => text is null ? DefaultGrace
        : SpanText.TryParse(text, out var span) ? span
        : throw LakeException.Unsupported($"The setting {GraceSetting} = '{text}' is no span that this program knows, so nothing may be let go.");
}
