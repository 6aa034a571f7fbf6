namespace LakeVersion.Versioning.Settings;

/// <summary>All settings of a lake, as one entry of the settings log holds them.</summary>
/// <remarks>A member that a stored entry leaves out is empty; the generated reader hands null to the initializers for it.</remarks>
public sealed record SettingsValue
{
    private static readonly SortedDictionary<string, string> NoValues = new(StringComparer.Ordinal);

    /// <summary>The settings of a lake that nobody set anything in.</summary>
    public static SettingsValue Default { get; } = new();

    /// <summary>Features that a reader must know; an unknown one refuses the lake.</summary>
    public IReadOnlyList<string> ReaderFeatures { get; init => field = value ?? []; } = [];

    /// <summary>Features that a writer must know; an unknown one makes the lake read-only.</summary>
    public IReadOnlyList<string> WriterFeatures { get; init => field = value ?? []; } = [];

    /// <summary>Names and values.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init => field = value ?? NoValues; } = NoValues;
}
