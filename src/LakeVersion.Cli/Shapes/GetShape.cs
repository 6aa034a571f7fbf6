namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv get</c>.</summary>
internal sealed record GetShape
{
    public int Version { get; init; } = 1;

    /// <summary>The commit that was read.</summary>
    public required string Commit { get; init; }

    /// <summary>The file or folder of the lake.</summary>
    public required string Path { get; init; }

    /// <summary>The local file or folder.</summary>
    public required string Destination { get; init; }

    public required long Files { get; init; }

    public required long Bytes { get; init; }
}
