using System.CommandLine;

namespace LakeVersion.Cli.Verbs.Settings;

/// <summary>The group <c>lv settings</c>.</summary>
internal static class SettingsVerbs
{
    public static Command Group() => new VerbGroup(
        "settings",
        "List and change the lake's settings. They have a history of their own, which no rollback touches.",
        new SettingsListVerb(),
        new SettingsGetVerb(),
        new SettingsSetVerb(),
        new SettingsUnsetVerb());
}
