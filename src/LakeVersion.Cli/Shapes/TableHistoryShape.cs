using LakeVersion.Delta;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv table history</c>.</summary>
internal sealed record TableHistoryShape
{
    public int Version { get; init; } = 1;

    public required string Revision { get; init; }

    public required string Table { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<TableVersionShape> Versions { get; init; }
}

/// <summary>A version of a table's own log.</summary>
internal sealed record TableVersionShape
{
    public required long TableVersion { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>What was done, in Delta's words; null where the log does not say.</summary>
    public string? Operation { get; init; }

    public required IReadOnlyDictionary<string, string?> Parameters { get; init; }

    public required IReadOnlyDictionary<string, string?> Metrics { get; init; }

    public string? User { get; init; }

    public string? UserMetadata { get; init; }

    public string? Engine { get; init; }

    public static TableVersionShape Of(HistoryEntry entry) => new()
    {
        TableVersion = entry.Version,
        Time = entry.Timestamp,
        Operation = entry.Operation,
        Parameters = entry.Parameters,
        Metrics = entry.Metrics,
        User = entry.UserName,
        UserMetadata = entry.UserMetadata,
        Engine = entry.EngineInfo,
    };
}
