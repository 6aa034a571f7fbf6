using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Settings;

namespace LakeVersion.Versioning.Collection.Retention;

/// <summary>The retention rules of a lake: settings, so every change of them stands in the audit history. Without any, nothing that can be reached is let go.</summary>
public sealed class RetentionRules
{
    private readonly LakeStore lake;

    internal RetentionRules(LakeStore lake) => this.lake = lake;

    /// <summary>The rules in force, in order of names.</summary>
    /// <exception cref="LakeException">Unsupported: a rule that this program cannot read.</exception>
    public async ValueTask<IReadOnlyList<RetentionRule>> ListAsync(CancellationToken cancellationToken = default) =>
        RetentionSettings.Of((await lake.Settings.CurrentAsync(cancellationToken).ConfigureAwait(false)).Value).Rules;

    /// <summary>How long a snapshot that was opened stays readable, and unpublished uploads stay: the setting <c>gc.grace</c>, or 7 days.</summary>
    /// <exception cref="LakeException">Unsupported: a setting that this program cannot read.</exception>
    public async ValueTask<TimeSpan> GraceAsync(CancellationToken cancellationToken = default) =>
        RetentionSettings.Of((await lake.Settings.CurrentAsync(cancellationToken).ConfigureAwait(false)).Value).Grace;

    /// <summary>Sets a rule, in place of the one of its name if there is any. The next collection goes by it.</summary>
    /// <exception cref="LakeException">Invalid: names the fault.</exception>
    public ValueTask<SettingsState> SetAsync(RetentionRule rule, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        rule.Check();
        return lake.Settings.SetAsync(rule.Setting, rule.ToString(), options, cancellationToken);
    }

    /// <summary>Takes a rule away. What it let go of before stays let go.</summary>
    /// <exception cref="LakeException">NotFound: no rule of that name; near names are suggested.</exception>
    public ValueTask<SettingsState> RemoveAsync(string name, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        var setting = RetentionRule.SettingPrefix + name;
        return lake.Settings.RemoveRuleAsync("retention", name, setting, RetentionRule.SettingPrefix, options, cancellationToken);
    }
}
