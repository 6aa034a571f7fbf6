namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv du</c>.</summary>
internal sealed record DuShape
{
    public int Version { get; init; } = 1;

    public required string Revision { get; init; }

    public required string Commit { get; init; }

    /// <summary>The folder itself; its path is empty for the root.</summary>
    public required FolderSize Total { get; init; }

    /// <summary>The folders directly in it, in path order.</summary>
    public required IReadOnlyList<FolderSize> Folders { get; init; }
}

/// <summary>What is below a folder, tables and their files included.</summary>
internal sealed record FolderSize(string Path, long Files, long Bytes, long Tables);
