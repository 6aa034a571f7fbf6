namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv delta history</c>.</summary>
internal sealed record DeltaHistoryShape
{
    public int Version { get; init; } = 1;

    public required string Location { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<TableVersionShape> Versions { get; init; }
}
