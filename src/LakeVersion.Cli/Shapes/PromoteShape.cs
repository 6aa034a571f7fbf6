namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv promote</c>.</summary>
internal sealed record PromoteShape
{
    public int Version { get; init; } = 1;

    /// <summary>The new id.</summary>
    public required string Lake { get; init; }

    /// <summary>The id of the lake that was mirrored.</summary>
    public required string Origin { get; init; }

    /// <summary>Where that lake was.</summary>
    public required string Source { get; init; }

    public required string Location { get; init; }

    /// <summary>When, by the store's clock.</summary>
    public required DateTimeOffset Time { get; init; }
}
