namespace LakeVersion.Versioning.Settings;

/// <summary>All settings of a lake, as one entry of the settings log holds them.</summary>
public sealed record SettingsValue
{
    /// <summary>The settings of a lake that nobody set anything in.</summary>
    public static SettingsValue Default { get; } = new();

    /// <summary>Features that a reader must know; an unknown one refuses the lake.</summary>
    public IReadOnlyList<string> ReaderFeatures { get; init; } = [];

    /// <summary>Features that a writer must know; an unknown one makes the lake read-only.</summary>
    public IReadOnlyList<string> WriterFeatures { get; init; } = [];

    /// <summary>Names and values.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}
