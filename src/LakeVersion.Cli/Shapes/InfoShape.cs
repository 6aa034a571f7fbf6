namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv info</c>.</summary>
internal sealed record InfoShape
{
    public int Version { get; init; } = 1;

    /// <summary>The lake's id.</summary>
    public required string Lake { get; init; }

    public required string Location { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The version of the stored format.</summary>
    public required int Format { get; init; }

    public required string DefaultBranch { get; init; }

    /// <summary>The branch that commands here mean.</summary>
    public required string Branch { get; init; }

    /// <summary>Its head.</summary>
    public required CommitShape Head { get; init; }

    /// <summary>What the head holds.</summary>
    public required FolderSize Totals { get; init; }

    /// <summary>How many live ones there are.</summary>
    public required int Branches { get; init; }

    public required int Tags { get; init; }

    public required int Keeps { get; init; }

    /// <summary>What it is a mirror of; null for a lake of its own.</summary>
    public MirrorOfShape? MirrorOf { get; init; }

    /// <summary>The id of the lake that this was a mirror of before it was promoted; null where it never was.</summary>
    public string? Origin { get; init; }

    /// <summary>The author of changes made here.</summary>
    public required string Author { get; init; }
}
