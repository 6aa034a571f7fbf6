namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv table link</c>.</summary>
internal sealed record TableLinkShape
{
    public int Version { get; init; } = 1;

    public required string Revision { get; init; }

    public required string Table { get; init; }

    /// <summary>The version of the table's own log.</summary>
    public required long TableVersion { get; init; }

    /// <summary>Where the plain log is.</summary>
    public required string Destination { get; init; }

    /// <summary>Data files that it names where the lake keeps them.</summary>
    public required long LinkedFiles { get; init; }

    public required long LinkedBytes { get; init; }

    /// <summary>Files that were copied beside it.</summary>
    public required long CopiedFiles { get; init; }

    public required long CopiedBytes { get; init; }
}
