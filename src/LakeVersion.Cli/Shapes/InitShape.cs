namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv init</c>.</summary>
internal sealed record InitShape
{
    public int Version { get; init; } = 1;

    /// <summary>The lake's id.</summary>
    public required string Lake { get; init; }

    public required string Location { get; init; }

    public required string DefaultBranch { get; init; }
}
