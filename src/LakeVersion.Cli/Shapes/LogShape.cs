namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv log</c>.</summary>
internal sealed record LogShape
{
    public int Version { get; init; } = 1;

    /// <summary>The revision as it was asked for.</summary>
    public required string Revision { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<CommitShape> Commits { get; init; }
}
