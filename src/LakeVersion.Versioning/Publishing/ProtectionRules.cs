using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Settings;

namespace LakeVersion.Versioning.Publishing;

/// <summary>The protection rules of a lake: settings, so every change of them stands in the audit history, and none takes effect backwards.</summary>
public sealed class ProtectionRules
{
    private readonly LakeStore lake;

    internal ProtectionRules(LakeStore lake) => this.lake = lake;

    /// <summary>The rules in force, in order of names; the setting <c>protected</c> is one of that name.</summary>
    /// <exception cref="LakeException">Unsupported: a rule that this program cannot read.</exception>
    public async ValueTask<IReadOnlyList<ProtectionRule>> ListAsync(CancellationToken cancellationToken = default)
    {
        var settings = await lake.Settings.CurrentAsync(cancellationToken).ConfigureAwait(false);
        return [.. BranchRules.All(settings.Value, lake.Store.Name)];
    }

    /// <summary>Sets a rule, in place of the one of its name if there is any. It holds for movements that are decided afterwards.</summary>
    /// <exception cref="LakeException">Invalid: names the fault.</exception>
    public ValueTask<SettingsState> SetAsync(ProtectionRule rule, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        rule.Check();
        return lake.Settings.SetAsync(rule.Setting, rule.ToString(), options, cancellationToken);
    }

    /// <summary>Takes a rule away.</summary>
    /// <exception cref="LakeException">NotFound: no rule of that name; near names are suggested.</exception>
    public ValueTask<SettingsState> RemoveAsync(string name, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        var setting = name == Refs.Protection.Setting ? name : ProtectionRule.SettingPrefix + name;
        return lake.Settings.RemoveRuleAsync("protection", name, setting, ProtectionRule.SettingPrefix, options, cancellationToken);
    }
}
