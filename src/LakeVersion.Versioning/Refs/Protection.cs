using System.IO.Enumeration;
using LakeVersion.Versioning.Settings;

namespace LakeVersion.Versioning.Refs;

/// <summary>Branches that must not be deleted or moved back: the setting <c>protected</c>, patterns with <c>*</c>, joined by commas.</summary>
/// <remarks>Clients enforce it; whoever writes to the store past LakeVersion can go round it, which shows in the audit.</remarks>
public static class Protection
{
    /// <summary>The setting's name.</summary>
    public const string Setting = "protected";

    /// <summary>True where a branch is protected.</summary>
    public static bool Covers(SettingsValue settings, RefName name)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return name.Kind == RefKind.Branch
            && settings.Values.TryGetValue(Setting, out var patterns)
            && Patterns(patterns).Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name.Name, ignoreCase: false));
    }

    internal static IReadOnlyList<string> Patterns(string value) =>
        value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
