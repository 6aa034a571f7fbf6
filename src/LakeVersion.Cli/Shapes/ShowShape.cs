namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv show</c>.</summary>
internal sealed record ShowShape
{
    public int Version { get; init; } = 1;

    public required CommitShape Commit { get; init; }

    /// <summary>Files, bytes and tables of the whole tree.</summary>
    public required FolderSize Totals { get; init; }

    /// <summary>Against the first parent.</summary>
    public required DifferenceShape Changes { get; init; }
}
