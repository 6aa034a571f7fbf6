namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv settings</c>: all of them, or the one that was asked for.</summary>
internal sealed record SettingsShape
{
    public int Version { get; init; } = 1;

    /// <summary>The number of the settings entry in force; 0 where nothing was ever set.</summary>
    public required long Entry { get; init; }

    public required IReadOnlyDictionary<string, string> Values { get; init; }
}
