namespace LakeVersion.Versioning.Settings;

/// <summary>The settings in force.</summary>
/// <param name="N">The number of the settings entry that holds them; 0 where none was ever written.</param>
/// <param name="Value">The settings.</param>
public sealed record SettingsState(long N, SettingsValue Value);
