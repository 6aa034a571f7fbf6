namespace LakeVersion.Cli.Shapes;

/// <summary>A file of <c>lv manifest</c>: one line of JSON each, so that a manifest of any length is a stream.</summary>
internal sealed record ManifestLine
{
    public int Version { get; init; } = 1;

    public required string Path { get; init; }

    public required long SizeBytes { get; init; }

    /// <summary>Null for content outside the lake whose digest is not known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Where the content is, if outside the lake.</summary>
    public string? ExternalUri { get; init; }
}
