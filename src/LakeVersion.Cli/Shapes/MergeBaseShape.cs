namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv merge-base</c>.</summary>
internal sealed record MergeBaseShape
{
    public int Version { get; init; } = 1;

    /// <summary>The two revisions as they were given.</summary>
    public required string Left { get; init; }

    public required string Right { get; init; }

    /// <summary>Greatest generation first; one without <c>--all</c>.</summary>
    public required IReadOnlyList<CommitShape> Bases { get; init; }

    /// <summary>How many there are in all.</summary>
    public required int Count { get; init; }
}
