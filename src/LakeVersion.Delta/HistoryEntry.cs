namespace LakeVersion.Delta;

/// <summary>One version of a table's history.</summary>
/// <param name="Version">The version.</param>
/// <param name="Timestamp">When it was committed, to the millisecond, in UTC.</param>
/// <param name="Operation">What was done; null where the commit does not say.</param>
/// <param name="Parameters">How.</param>
/// <param name="Metrics">Figures.</param>
/// <param name="UserName">Who; null where unknown.</param>
/// <param name="UserMetadata">What the user wanted to remember; null for nothing.</param>
/// <param name="EngineInfo">The program; null where unknown.</param>
public sealed record HistoryEntry(
    long Version,
    DateTimeOffset Timestamp,
    string? Operation,
    IReadOnlyDictionary<string, string?> Parameters,
    IReadOnlyDictionary<string, string?> Metrics,
    string? UserName,
    string? UserMetadata,
    string? EngineInfo);
