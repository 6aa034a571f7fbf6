namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv diff</c>.</summary>
internal sealed record DiffShape
{
    public int Version { get; init; } = 1;

    public required DiffSideShape From { get; init; }

    public required DiffSideShape To { get; init; }

    /// <summary>The file, folder or table that was asked for; null for all.</summary>
    public string? Path { get; init; }

    public required DifferenceShape Changes { get; init; }
}

/// <summary>One of two revisions: as asked for, and its commit.</summary>
internal sealed record DiffSideShape(string Revision, string Commit);
