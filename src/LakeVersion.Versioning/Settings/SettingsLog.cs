using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Settings;

/// <summary>The lake's settings: a log of their own, so that rolling back data never rolls back a protection.</summary>
public sealed class SettingsLog
{
    private readonly LakeStore lake;

    internal SettingsLog(LakeStore lake) => this.lake = lake;

    /// <summary>The settings in force. One listing; one read where they are not cached.</summary>
    public async ValueTask<SettingsState> CurrentAsync(CancellationToken cancellationToken = default)
    {
        var state = await OfAsync(await lake.Logs.HeadAsync(RefName.Settings.Log, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        KnownFeatures.CheckReader(state.Value, lake.Store.Name);
        return state;
    }

    /// <summary>Removes a rule: a setting of a kind that has names.</summary>
    /// <param name="what">The kind in words, as <c>protection</c>.</param>
    /// <param name="name">The rule's name, for messages.</param>
    /// <param name="setting">Its setting.</param>
    /// <param name="prefix">What settings of the kind begin with.</param>
    /// <param name="options">Who, and when.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeException">NotFound: no rule of that name; near names are suggested.</exception>
    internal async ValueTask<SettingsState> RemoveRuleAsync(string what, string name, string setting, string prefix, LogOptions options, CancellationToken cancellationToken)
    {
        var values = (await CurrentAsync(cancellationToken).ConfigureAwait(false)).Value.Values;
        if (!values.ContainsKey(setting))
        {
            var names = values.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..]);
            throw LakeException.NotFound($"No {what} rule '{name}' is set in {lake.Store.Name}.{NearNames.Hint(name, names)}");
        }

        return await SetAsync(setting, null, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets or removes (null) one value.</summary>
    /// <exception cref="LakeVersion.Storage.LakeException">Invalid: a protection rule (<c>protect.NAME</c>), a retention rule (<c>retain.NAME</c>) or <c>gc.grace</c> that is malformed.</exception>
    public async ValueTask<SettingsState> SetAsync(string name, string? value, LogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        Commits.CommitText.CheckUnicode(name, "setting's name");
        Commits.CommitText.CheckUnicode(value ?? "", "setting's value");
        if (value is not null && IsRule(name))
        {
            Publishing.ProtectionRule.Parse(name[Publishing.ProtectionRule.SettingPrefix.Length..], value);
        }

        if (value is not null)
        {
            Collection.Retention.RetentionSettings.CheckSetting(name, value);
        }

        var root = lake.RootCommit.Id;
        var entry = await lake.Writer.AppendAsync(
            RefName.Settings,
            options.Stamp(lake, value is null ? $"unset {name}" : $"set {name}={value}"),
            async (moment, token) =>
            {
                // A settings log has no commits; its state after stands for "live".
                var current = (await OfAsync(moment.Head, token).ConfigureAwait(false)).Value;
                var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
                foreach (var pair in current.Values)
                {
                    values[pair.Key] = pair.Value;
                }

                if (value is null)
                {
                    values.Remove(name);
                }
                else
                {
                    values[name] = value;
                }

                return new LogDraft
                {
                    Op = LogOperation.Settings,
                    After = root,
                    Message = options.Message ?? (value is null ? $"Unset {name}" : $"Set {name} = {value}"),
                    SettingsValue = current with { Values = values, WriterFeatures = Features(current.WriterFeatures, values.Keys) },
                };
            },
            cancellationToken).ConfigureAwait(false);
        return new SettingsState(entry!.Entry.N, entry.Entry.SettingsValue!);
    }

    /// <summary>Keeps out writers that do not know a feature, for ever. Nothing is written where they are kept out already.</summary>
    internal async ValueTask RequireWriterAsync(string feature, string why, LogOptions options, CancellationToken cancellationToken) =>
        await lake.Writer.AppendAsync(
            RefName.Settings,
            options.Stamp(lake),
            async (moment, token) =>
            {
                var current = (await OfAsync(moment.Head, token).ConfigureAwait(false)).Value;
                return current.WriterFeatures.Contains(feature) ? null : new LogDraft
                {
                    Op = LogOperation.Settings,
                    After = lake.RootCommit.Id,
                    Message = why,
                    SettingsValue = current with { WriterFeatures = [.. current.WriterFeatures, feature] },
                };
            },
            cancellationToken).ConfigureAwait(false);

    private static bool IsRule(string name) => name.StartsWith(Publishing.ProtectionRule.SettingPrefix, StringComparison.Ordinal);

    // A writer that does not know rules would break them without a word; it is kept out while there are any.
    private static List<string> Features(IReadOnlyList<string> before, IEnumerable<string> names)
    {
        var features = before.Where(feature => feature != KnownFeatures.ProtectionRules).ToList();
        if (names.Any(IsRule))
        {
            features.Add(KnownFeatures.ProtectionRules);
        }

        return features;
    }

    // A mark repeats the settings; one that does not leaves them as they were.
    private async ValueTask<SettingsState> OfAsync(StoredEntry? head, CancellationToken cancellationToken)
    {
        var entry = head?.Entry.SettingsValue is null ? await lake.Logs.MovementAsync(head, cancellationToken).ConfigureAwait(false) : head;
        return new SettingsState(entry?.Entry.N ?? 0, entry?.Entry.SettingsValue ?? SettingsValue.Default);
    }
}
